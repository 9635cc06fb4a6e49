import { html, nothing } from 'lit';
import type { SearchMessages } from '../i18n/search-messages.js';
import type { LibraryDocument } from '../search/library.js';
import type { FoundPassage, LibraryController } from '../search/library-controller.js';
import type { SearchView } from '../search/search-view.js';
import { renderQuestions, type StarterQuestion } from './empty-library.js';
import { renderDocuments } from './library-documents.js';
import { renderResults } from './search-results.js';

export interface LibraryList {
  readonly controller: LibraryController;
  readonly view: SearchView;
  readonly messages: SearchMessages;
  readonly current: FoundPassage | undefined;
  /** Questions about the books that come along. */
  readonly questions: readonly StarterQuestion[];
  readonly shownDocuments: number;
  readonly hrefFor: (view: SearchView) => string;
  readonly follow: (event: MouseEvent, change: Partial<SearchView>) => void;
  readonly ask: (query: string) => void;
  readonly similar: (hit: FoundPassage) => void;
  readonly copy: (text: string) => void;
  readonly remove: (document: LibraryDocument) => void;
  readonly more: () => void;
}

/** What was found; where nothing is searched for, the documents. */
export function renderLibraryList(list: LibraryList) {
  const { controller, view, messages: m, hrefFor, follow } = list;
  if (controller.problem) return html`<p class="problem" role="alert">${m.problems[controller.problem.kind].join(' ')}</p>`;
  if (controller.hits) {
    if (controller.hits.length === 0) return html`<div class="none"><h2>${m.nothingFound}</h2><p>${m.nothingFoundHint}</p></div>`;
    const results = renderResults({
      hits: controller.hits,
      messages: m,
      current: list.current,
      hrefFor: ({ document, passage }) => hrefFor({ ...view, document, passage }),
      open: (event, { document, passage }) => follow(event, { document, passage }),
      similar: list.similar,
      copy: ({ text }) => list.copy(text),
    });
    return controller.onlyNear ? html`<p class="near" part="near">${m.onlyNear}</p>${results}` : results;
  }
  if (view.query.trim() || view.like) return html`<p class="none">${controller.searchable ? m.searching : m.nothingIndexed}</p>`;
  return html`
    ${
      controller.record.starter && list.questions.length > 0
        ? html`<div class="try"><h2>${m.questions}</h2>${renderQuestions(list.questions, m, ({ text }) => list.ask(text))}</div>`
        : nothing
    }
    ${renderDocuments({
      documents: controller.documents,
      messages: m,
      shown: list.shownDocuments,
      current: view.document,
      hrefFor: ({ id }) => hrefFor({ ...view, document: id, passage: undefined }),
      open: (event, { id }) => follow(event, { document: id, passage: undefined }),
      remove: list.remove,
      more: list.more,
    })}
  `;
}
