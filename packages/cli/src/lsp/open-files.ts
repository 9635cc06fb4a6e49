import type { SourceFile } from 'saguim';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** Whether there is anything to complete: what was opened without a text, against the protocol, has none. */
export const hasText = (document: TextDocument): boolean => typeof document.getText() === 'string';

/** Which files an editor has open, and when each was last looked at or written in. */
export class OpenFiles {
  readonly #seen = new Map<string, number>();
  #time = 0;
  #folders: readonly string[] = [];

  /** Folders of the project, as URIs. */
  set folders(folders: readonly string[]) {
    this.#folders = folders.map((folder) => (folder.endsWith('/') ? folder : `${folder}/`));
  }

  touch(uri: string): void {
    this.#seen.set(uri, ++this.#time);
  }

  close(uri: string): void {
    this.#seen.delete(uri);
  }

  /** The path in the project, or else the name of the file. */
  pathOf(uri: string): string {
    const folder = this.#folders.find((one) => uri.startsWith(one));
    const path = folder ? uri.slice(folder.length) : (uri.split('/').pop() ?? '');
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  /** The others, for the prompt of one. */
  beside(uri: string, documents: readonly TextDocument[]): SourceFile[] {
    return documents
      .filter((document) => document.uri !== uri && hasText(document))
      .map((document) => ({
        path: this.pathOf(document.uri),
        text: document.getText(),
        language: document.languageId,
        opened: this.#seen.get(document.uri) ?? 0,
      }));
  }
}
