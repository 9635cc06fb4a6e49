import { css, html } from 'lit';
import type { ClassifyMessages } from '../i18n/classify-messages.js';
import { icons } from '../icons.js';

/** Ten lines that use a classifier: one that comes along by its name, one's own by its file. */
export function useCode(head: string, file: boolean): string {
  const load = file
    ? [`const bytes = await readFile('${head}');`, 'const classifier = await TextClassifier.load(bytes);']
    : [`const classifier = await TextClassifier.load('${head}');`];
  return [
    ...(file
      ? ["import { readFile } from 'node:fs/promises'; // in a page: const readFile = async (url) => (await fetch(url)).bytes();"]
      : []),
    "import { TextClassifier } from 'saguim';",
    '',
    ...load,
    "const { label, score, outOfScope } = await classifier.classify('Write a text here.');",
    'console.log(outOfScope ? "I don\'t know" : label, score);',
    '',
    "const { words } = await classifier.explain('Write a text here.');",
    'for (const { word, contribution } of words) console.log(word, contribution);',
    'classifier.destroy();',
  ].join('\n');
}

export interface UseView {
  readonly code: string;
  readonly messages: ClassifyMessages;
  readonly save: () => void;
  readonly copy: () => void;
}

/** The classifier as a file, and the code that uses it. */
export function renderUse({ code, messages: m, save, copy }: UseView) {
  return html`
    <p class="quiet">${m.useHint}</p>
    <div class="row"><button class="button primary" id="export-head" @click=${save}>${icons.save} ${m.exportHead}</button></div>
    <p class="said">${m.exportHint}</p>
    <div class="code">
      <button class="icon-button small" id="copy-code" title=${m.copyCode} aria-label=${m.copyCode} @click=${copy}>${icons.copy}</button>
      <pre tabindex="0" role="region" aria-label=${m.code}><code>${code}</code></pre>
    </div>
  `;
}

export const useStyles = css`
  .code {
    position: relative;
    margin-block-start: 24px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_code);
  }
  .code pre {
    margin: 0;
    padding: 16px 48px 16px 16px;
    overflow-x: auto;
    font: 14px/1.6 var(--_mono);
    border-radius: var(--_radius);
  }
  .code code {
    font: inherit;
  }
  .code .icon-button {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    background: var(--_code);
  }
`;
