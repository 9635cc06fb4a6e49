import { css, html, nothing } from 'lit';
import type { Policy } from 'saguim';
import type { PolicyMessages } from '../i18n/policy-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';

/** Lines that use a policy from its file. */
export function policyCode(file: string): string {
  return [
    "import { readFile } from 'node:fs/promises';",
    "import { checkPolicy, Moderator } from 'saguim';",
    '',
    `const policy = checkPolicy(await readFile('${file}', 'utf8'));`,
    'const moderator = await Moderator.create({ policy });',
    "const { action, reasons } = await moderator.check('Write a comment here.');",
    'console.log(action);',
    'for (const { label, message } of reasons) console.log(label, message);',
    'moderator.destroy();',
  ].join('\n');
}

export interface PolicyUseView {
  readonly policy: Policy;
  readonly code: string;
  /** JSON that was written and not applied. */
  readonly written: string | undefined;
  readonly write: (json: string) => void;
  /** Why the JSON that was written is no policy: where, and what. */
  readonly wrong: { readonly where: string; readonly what: string } | undefined;
  readonly messages: PolicyMessages;
  readonly save: () => void;
  readonly open: () => void;
  readonly copy: () => void;
  readonly apply: (json: string) => void;
}

/** The policy as a file, the code that uses it, and all of it as text to change. */
export function renderPolicyUse({ policy, code, written, write, wrong, messages: m, save, open, copy, apply }: PolicyUseView) {
  const onApply = (event: Event) =>
    apply((event.currentTarget as HTMLElement).parentElement!.parentElement!.querySelector('textarea')!.value);
  return html`
    <p class="quiet">${m.useHint}</p>
    <div class="row">
      <button class="button primary" id="export-policy" @click=${save}>${icons.save} ${m.exportPolicy}</button>
      <button class="button" id="import-policy" @click=${open}>${placeIcons.file} ${m.importPolicy}</button>
    </div>
    <div class="code">
      <button class="icon-button small" id="copy-code" title=${m.copyCode} aria-label=${m.copyCode} @click=${copy}>${icons.copy}</button>
      <pre tabindex="0" role="region" aria-label=${m.code}><code>${code}</code></pre>
    </div>
    <div class="json">
      <h2 class="part" id="json-title">${m.json}</h2>
      <p class="quiet" id="json-hint">${m.jsonHint}</p>
      <textarea id="json" class="field" rows="16" spellcheck="false" autocapitalize="off" aria-labelledby="json-title" aria-describedby="json-hint" aria-invalid=${wrong ? 'true' : 'false'} .value=${written ?? JSON.stringify(policy, undefined, 2)} @input=${(event: Event) => write((event.target as HTMLTextAreaElement).value)}></textarea>
      ${wrong ? html`<p class="problem" role="alert">${m.badPolicy(wrong.where)} <span lang="en">${wrong.what}</span></p>` : nothing}
      <div class="row"><button class="button" id="apply" @click=${onApply}>${icons.check} ${m.apply}</button></div>
    </div>
  `;
}

export const policyUseStyles = css`
  #json {
    min-height: 240px;
    font: 14px/1.6 var(--_mono);
    resize: vertical;
    white-space: pre;
    overflow: auto;
  }
  .json .problem,
  .json .row {
    margin-block-start: 12px;
  }
`;
