// Runs before anything is drawn, so that a page in the theme that was chosen never begins in the other one.
try {
  document.documentElement.dataset.theme = JSON.parse(localStorage.getItem('saguim-preferences') || '{}').theme || 'auto';
} catch {
  document.documentElement.dataset.theme = 'auto';
}
