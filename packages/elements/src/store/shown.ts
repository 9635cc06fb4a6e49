import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ModelState } from '../chat/model-loader.js';
import type { Shelf } from './shelf.js';

// biome-ignore lint/suspicious/noExplicitAny: any shelf, whatever lies on it.
type AnyShelf = Shelf<any, any, any, any>;

/** Which of a shelf's things an element shows. Draws the element anew when something of it changed. */
export class Shown<C extends EventTarget, S extends AnyShelf> implements ReactiveController {
  protected readonly host: ReactiveControllerHost;
  /** Called with the id that is taken where none was wanted. */
  readonly #chosen: (id: string) => void;
  room: S | undefined;
  controller: C | undefined;
  /** Whether something is wanted that is not there. */
  missing = false;
  #id = '';
  #wanted: string | undefined;
  #opening = 0;

  constructor(host: ReactiveControllerHost, chosen: (id: string) => void = () => {}) {
    this.host = host;
    this.#chosen = chosen;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listen('addEventListener');
  }

  hostDisconnected(): void {
    this.#listen('removeEventListener');
  }

  get modelState(): ModelState | undefined {
    return this.room?.loader.state;
  }

  take(room: S | undefined): void {
    this.leave();
    this.#listen('removeEventListener');
    this.room = room;
    this.#listen('addEventListener');
  }

  /** Shows one that is open already, or none. */
  show(controller: C | undefined, id: string): void {
    this.#opening++;
    this.missing = false;
    this.#id = id;
    this.#wanted = id;
    if (controller === this.controller) return;
    this.controller?.removeEventListener('change', this.#onChange);
    this.controller = controller;
    controller?.addEventListener('change', this.#onChange);
    this.host.requestUpdate();
  }

  /** Shows nothing until something is wanted again. */
  leave(): void {
    this.show(undefined, '');
    this.#wanted = undefined;
  }

  /** Opens what is wanted, where it is not shown already. An empty id takes what was used last. */
  want(id: string): void {
    if (!this.room || id === this.#wanted || (this.controller && id === this.#id)) return;
    this.#wanted = id;
    void this.#open(this.room, id);
  }

  /** Something else is shown now. */
  protected opened(): void {}

  /** What stands behind an id; an empty one means what was used last. */
  protected async find(room: S, wanted: string): Promise<{ id: string; controller: C | undefined }> {
    const id = wanted || (room.records[0]?.id as string | undefined) || '';
    return { id, controller: id ? await room.open(id) : undefined };
  }

  async #open(room: S, wanted: string): Promise<void> {
    const number = ++this.#opening;
    await room.start().catch(() => {});
    const { id, controller } = await this.find(room, wanted).catch(() => ({ id: wanted, controller: undefined }));
    if (number !== this.#opening) return;
    this.show(controller, id);
    this.#wanted = wanted;
    this.missing = wanted !== '' && !controller;
    if (controller && wanted === '') this.#chosen(id);
    this.opened();
    this.host.requestUpdate();
  }

  #listen(how: 'addEventListener' | 'removeEventListener'): void {
    this.room?.[how]('change', this.#onChange);
    this.room?.loader[how]('change', this.#onChange);
    this.controller?.[how]('change', this.#onChange);
  }

  readonly #onChange = () => this.host.requestUpdate();
}
