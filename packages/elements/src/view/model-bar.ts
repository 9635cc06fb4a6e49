import { css, html, nothing } from 'lit';
import type { ChatModelInfo } from '../chat/chat-provider.js';
import type { ModelState } from '../chat/model-loader.js';
import type { InterfaceLanguage } from '../i18n/choose-language.js';
import { formatBytes } from '../i18n/format.js';
import type { ChatMessages } from '../i18n/messages.js';
import { icons } from '../icons.js';

/** Words that it says. */
export type ModelBarMessages = Pick<
  ChatMessages,
  | 'language'
  | 'problems'
  | 'modelFailed'
  | 'details'
  | 'tryAgain'
  | 'loadModel'
  | 'loadEndedTab'
  | 'loadAsks'
  | 'useSmaller'
  | 'loadingModel'
  | 'downloadingModel'
  | 'preparingModel'
>;

/**
 * How far the model is, and what to do when it could not be loaded; nothing once it is ready.
 * @param change where another model may take its place
 */
export function renderModelBar(state: ModelState, m: ModelBarMessages, load: () => void, change?: (model: ChatModelInfo) => void) {
  const { phase, progress, problem, waits, smaller, model } = state;
  if (phase === 'ready') return nothing;
  if (phase === 'failed' && problem) {
    const [what, advice] = m.problems[problem.kind];
    return html`
      <div class="model-bar failed" role="group" aria-label=${m.modelFailed}>
        ${icons.warning}
        <div class="words">
          <p><strong>${m.modelFailed}.</strong> ${what} ${advice}</p>
          <details>
            <summary>${m.details}</summary>
            <p lang="en">${problem.detail}</p>
          </details>
        </div>
        <button class="button" id="load" @click=${load}>${icons.again} ${m.tryAgain}</button>
      </div>
    `;
  }
  if (phase === 'absent' && waits) {
    const size = model.bytes === undefined ? '' : formatBytes(model.bytes, m.language as InterfaceLanguage);
    return html`
      <div class="model-bar waits" role="group">
        ${icons.warning}
        <p class="words">${waits === 'ended' ? m.loadEndedTab(model.title) : m.loadAsks(model.title, size)}</p>
        ${smaller && change ? html`<button class="button" id="smaller" @click=${() => change(smaller)}>${m.useSmaller(smaller.title)}</button>` : nothing}
        <button class="button" id="load" @click=${load}>${m.loadModel}</button>
      </div>
    `;
  }
  if (phase === 'absent') return html`<div class="model-bar"><button class="button" id="load" @click=${load}>${m.loadModel}</button></div>`;
  const percent = Math.floor((progress?.fraction ?? 0) * 100);
  const words = !progress ? m.loadingModel : progress.phase === 'download' ? m.downloadingModel(percent) : m.preparingModel(percent);
  return html`
    <div class="model-bar">
      <div class="words">
        <p id="loading">${words}</p>
        ${progress ? html`<progress aria-labelledby="loading" max="100" .value=${percent}></progress>` : html`<progress aria-labelledby="loading"></progress>`}
      </div>
    </div>
  `;
}

export const modelBarStyles = css`
  .model-bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
    max-width: 768px;
    width: 100%;
    margin: 0 auto 12px;
    padding: 12px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
  }
  /* Beside the icon always; a button that leaves too little for words goes below them. */
  .model-bar .words {
    flex: 1 1 min(200px, 100% - 32px);
    min-width: 0;
  }
  .model-bar p {
    margin: 0;
  }
  .model-bar.failed {
    background: var(--_danger-soft);
  }
  .model-bar.failed > .icon {
    color: var(--_danger);
  }
  .model-bar details {
    overflow-wrap: anywhere;
  }
  .model-bar summary {
    cursor: pointer;
  }
  progress {
    display: block;
    width: 100%;
    height: 4px;
    margin-block-start: 8px;
    border: 0;
    border-radius: 2px;
    overflow: hidden;
    appearance: none;
    background: var(--_border);
    color: var(--_accent);
  }
  progress::-webkit-progress-bar {
    background: var(--_border);
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
`;
