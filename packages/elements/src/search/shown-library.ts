import type { Mark } from '../documents/document.js';
import { Shown } from '../store/shown.js';
import type { LibraryController } from './library-controller.js';
import type { SearchRoom } from './search-room.js';
import type { SearchView } from './search-view.js';

/** A document that was asked for: its text when it is there. */
export type OpenedDocument = { readonly id: string; readonly text: string; readonly marks: readonly Mark[] } | 'opening' | 'gone';

/** Keeps what an element shows in step with its view: which library is open, what is searched, which document is read. */
export class ShownLibrary extends Shown<LibraryController, SearchRoom> {
  document: OpenedDocument | undefined;
  #view: SearchView | undefined;

  follow(view: SearchView): void {
    this.#view = view;
    this.want(view.library);
    this.opened();
  }

  protected override opened(): void {
    const { controller } = this;
    const view = this.#view;
    if (!view || !controller || (view.library !== '' && view.library !== controller.record.id)) {
      this.document = undefined;
      return;
    }
    const { query, filter, like, document } = view;
    controller.search({ query, filter, ...(like && { like }) });
    const shown = typeof this.document === 'object' ? this.document.id : '';
    if (document === '') this.document = undefined;
    else if (document !== shown) void this.#read(controller, document);
  }

  async #read(controller: LibraryController, id: string): Promise<void> {
    this.document = 'opening';
    const read = await controller.read(id).catch(() => undefined);
    if (this.#view?.document !== id || controller !== this.controller) return;
    this.document = read ? { id, ...read } : 'gone';
    this.host.requestUpdate();
  }
}
