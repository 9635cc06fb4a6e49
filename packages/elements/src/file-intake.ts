import { css, html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { chosenFiles, droppedFiles, type FoundFile } from './documents/dropped-files.js';
import { placeIcons } from './place-icons.js';

const dragEvents = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;

/** Takes files and folders that are dropped anywhere on an element or chosen, and shows while something is held above it. */
export class FileIntake implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #take: (files: FoundFile[]) => void;
  readonly #accept: string;
  #over = false;

  /** @param accept what the file chooser offers, as the attribute of `<input>` says it */
  constructor(host: ReactiveControllerHost & HTMLElement, accept: string, take: (files: FoundFile[]) => void) {
    this.#host = host;
    this.#accept = accept;
    this.#take = take;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of dragEvents) this.#host.addEventListener(type, this.#onDrag);
  }

  hostDisconnected(): void {
    for (const type of dragEvents) this.#host.removeEventListener(type, this.#onDrag);
  }

  /** Lets the person choose. */
  choose(folder = false): void {
    this.#host.shadowRoot?.querySelector<HTMLInputElement>(folder ? '#folder-input' : '#file-input')?.click();
  }

  /** @param words what is said while files are held above the element */
  render(words: string) {
    return html`
      <input id="file-input" type="file" multiple accept=${this.#accept} hidden @change=${this.#onChosen} />
      <input id="folder-input" type="file" webkitdirectory hidden @change=${this.#onChosen} />
      ${this.#over ? html`<div id="over">${placeIcons.upload}<p>${words}</p></div>` : nothing}
    `;
  }

  readonly #onChosen = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const files = chosenFiles(input.files ?? []);
    input.value = '';
    if (files.length > 0) this.#take(files);
  };

  readonly #onDrag = (event: DragEvent) => {
    const transfer = event.dataTransfer;
    if (!transfer?.types.includes('Files')) return;
    event.preventDefault();
    if (event.type === 'drop') {
      this.#set(false);
      void droppedFiles(transfer).then((files) => {
        if (files.length > 0) this.#take(files);
      });
    } else if (event.type === 'dragleave') {
      // Going from one part of the element to another is no leaving.
      const to = event.relatedTarget as Node | null;
      if (!to || !(this.#host.contains(to) || this.#host.shadowRoot?.contains(to))) this.#set(false);
    } else {
      transfer.dropEffect = 'copy';
      this.#set(true);
    }
  };

  #set(over: boolean): void {
    if (over === this.#over) return;
    this.#over = over;
    this.#host.requestUpdate();
  }
}

export const intakeStyles = css`
  #over {
    position: absolute;
    inset: 8px;
    z-index: 4;
    display: grid;
    place-content: center;
    justify-items: center;
    border: 2px dashed var(--_accent);
    border-radius: 16px;
    background: color-mix(in srgb, var(--_accent-soft) 92%, transparent);
    font-size: 18px;
    font-weight: 600;
    pointer-events: none;
  }
  #over .icon {
    width: 40px;
    height: 40px;
    color: var(--_accent);
  }
`;
