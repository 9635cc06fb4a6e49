import type { ModelLoader } from '../chat/model-loader.js';
import type { FoundFile } from '../documents/dropped-files.js';
import type { PdfReader } from '../documents/pdf-reader.js';
import { Shelf, type ShelfOptions } from '../store/shelf.js';
import { createLibrary, type Library, type LibraryStore, type LibraryTables } from './library.js';
import { LibraryController } from './library-controller.js';
import type { SearchProvider } from './search-provider.js';

export interface SearchRoomOptions extends ShelfOptions {
  /** Without it PDF files are refused. */
  readonly readPdf?: PdfReader;
}

/** The libraries of a page. Documents are added to one while another one is looked at. */
export class SearchRoom extends Shelf<Library, LibraryController, SearchProvider, LibraryTables> {
  readonly #options: SearchRoomOptions;

  constructor(loader: ModelLoader<SearchProvider>, store: LibraryStore, options: SearchRoomOptions = {}) {
    super(loader, store, 'libraries', options);
    this.#options = options;
  }

  create(name: string, starter = false): Promise<LibraryController> {
    return this.keep(createLibrary(name.trim(), this.now(), starter));
  }

  /** The library that comes along; it is made, and its documents are added, where it is not there yet. */
  async openStarter(name: string, files: () => Promise<readonly FoundFile[]>): Promise<LibraryController> {
    await this.start();
    const known = this.records.find((library) => library.starter);
    const opened = known && (await this.open(known.id));
    if (opened && opened.documents.length > 0) return opened;
    // First the files: without them there is nothing to make a library of.
    const found = await files();
    const controller = opened ?? (await this.create(name, true));
    await controller.addFiles(found);
    return controller;
  }

  protected openRecord(library: Library): Promise<LibraryController> {
    const { loader, store } = this;
    // Through the loader, so that people see the model come.
    const open: SearchProvider['open'] = async (...args) => {
      await loader.ensure();
      return loader.provider.open(...args);
    };
    return new LibraryController({ provider: { open }, store, ...this.#options }, library).start();
  }

  protected override paused(controller: LibraryController): void {
    controller.queue.pause();
  }

  protected override resumed(controller: LibraryController): void {
    if (!controller.record.paused) void controller.queue.resume();
  }

  protected async forget(id: string): Promise<void> {
    await this.loader.provider.delete(id);
    const [documents, outlines, files] = await Promise.all(
      (['documents', 'outlines', 'files'] as const).map(async (table) => (await this.store.group(table, id)).map((record) => record.id)),
    );
    await this.store.write({ remove: { libraries: [id], documents, outlines, files } });
  }
}
