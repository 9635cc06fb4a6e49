import type { LoadSyntax } from '@saguim/elements/editor';

/** The syntax of a language; each is fetched with the first file of it. */
export const loadSyntax: LoadSyntax = (language) => {
  switch (language) {
    case 'javascript':
      return import('@codemirror/lang-javascript').then(({ javascript }) => javascript({ jsx: true }));
    case 'typescript':
      return import('@codemirror/lang-javascript').then(({ javascript }) => javascript({ typescript: true }));
    case 'python':
      return import('@codemirror/lang-python').then(({ python }) => python());
    case 'html':
      return import('@codemirror/lang-html').then(({ html }) => html());
    case 'css':
      return import('@codemirror/lang-css').then(({ css }) => css());
    default:
      return undefined;
  }
};
