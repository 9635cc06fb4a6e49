import { css, html, nothing } from 'lit';
import type { SearchMessages } from '../i18n/search-messages.js';
import { icons } from '../icons.js';
import { placeIcons } from '../place-icons.js';
import type { LibraryController } from '../search/library-controller.js';

/** How far adding is, with pause and stop; nothing when nothing waits. */
export function renderIngest(controller: LibraryController, m: SearchMessages) {
  const { queue } = controller;
  const waiting = queue.waiting.length;
  const { leftOut, wish } = controller;
  // The list of documents says it too, but gives way to what is found.
  const failed = wish.query.trim() || wish.like ? controller.failed : [];
  const reasons = failed.map(({ path, fault }) => `${path}: ${m.faults[fault ?? 'index']}`);
  return html`
    ${leftOut.length > 0 ? renderNotice(m.leftOut(leftOut.length), leftOut, m, () => controller.forgetLeftOut()) : nothing}
    ${failed.length > 0 ? renderNotice(`${m.statuses.failed}:`, reasons, m, () => controller.forgetFailed()) : nothing}
    ${waiting > 0 || queue.taking > 0 ? renderProgress(controller, waiting, m) : nothing}
  `;
}

function renderNotice(words: string, names: readonly string[], m: SearchMessages, dismiss: () => void) {
  return html`
    <div class="ingest" role="group">
      ${icons.warning}
      <p class="words" title=${names.slice(0, 20).join('\n')}>${words} <span class="muted">${names.slice(0, 3).join(' · ')}${names.length > 3 ? ` … (${names.length})` : ''}</span></p>
      <button class="icon-button small" aria-label=${m.dismiss} @click=${dismiss}>${icons.close}</button>
    </div>
  `;
}

function renderProgress(controller: LibraryController, waiting: number, m: SearchMessages) {
  const { queue } = controller;
  const { phase, problem, progress, done, taking } = queue;
  const paused = phase === 'paused' || phase === 'failed';
  const total = done + waiting;
  const fraction = total === 0 ? 0 : (done + (progress?.fraction ?? 0)) / total;
  const current = progress && controller.document(progress.document);
  const words =
    phase === 'failed' && problem
      ? [m.addingFailed, ...m.problems[problem.kind]].join(' ')
      : paused
        ? m.pausedWith(waiting)
        : phase === 'elsewhere'
          ? m.elsewhere
          : taking > 0 && waiting === 0
            ? m.takingFiles(taking)
            : m.adding(Math.min(done + 1, total), total);
  return html`
    <div class="ingest ${phase}" role="group" aria-labelledby="ingest-words">
      <div class="words">
        <p id="ingest-words">${words}</p>
        ${phase === 'failed' && problem ? html`<details><summary>${m.details}</summary><p lang="en">${problem.detail}</p></details>` : nothing}
        ${!paused && current ? html`<p class="muted" id="ingest-now">${m.addingNow(current.title, Math.floor((progress?.fraction ?? 0) * 100))}</p>` : nothing}
        <progress aria-labelledby="ingest-words" max="1" .value=${fraction}></progress>
      </div>
      ${
        paused
          ? html`<button class="button" id="resume" @click=${() => controller.resume()}>${phase === 'failed' ? icons.again : placeIcons.resume} ${phase === 'failed' ? m.tryAgain : m.resume}</button>`
          : html`<button class="button" id="pause" ?disabled=${phase === 'elsewhere'} @click=${() => controller.pause()}>${placeIcons.pause} ${m.pause}</button>`
      }
      <button class="icon-button" id="stop-adding" title=${m.stopAdding} aria-label=${m.stopAdding} ?disabled=${phase === 'elsewhere'} @click=${() => void controller.stop()}>
        ${icons.close}
      </button>
    </div>
  `;
}

export const ingestStyles = css`
  .ingest {
    display: flex;
    align-items: center;
    gap: 8px 12px;
    margin-block-end: 12px;
    padding: 10px 8px 10px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
  }
  .ingest.failed {
    background: var(--_danger-soft);
  }
  .ingest > .icon {
    color: var(--_danger);
  }
  .ingest .words {
    flex: 1;
    min-width: 0;
    margin: 0;
  }
  .ingest p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .ingest .muted {
    font-size: 13px;
    color: var(--_muted);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .ingest span.muted {
    white-space: normal;
  }
  .ingest .button,
  .ingest .icon-button {
    flex: none;
  }
`;
