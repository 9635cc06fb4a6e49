/**
 * Whether a click on a link of ours is followed without leaving, which the browser is then told; with a key held, or another button, it does
 * what it always does.
 */
export function takePlainClick(event: MouseEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return false;
  event.preventDefault();
  return true;
}
