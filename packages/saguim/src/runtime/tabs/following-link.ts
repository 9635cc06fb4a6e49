import type { EngineLink, Loss } from '../engine-link.js';
import type { Port } from '../rpc.js';
import { Heartbeat } from './heartbeat.js';
import { type ToAll, type ToTab, tabName } from './tab-names.js';

type Welcome = ToTab & { type: 'welcome' };

/** The page that holds the engine answers between any two of its tasks; its worker may compute for long between two messages. */
const limits = [4, 24];
const closed = 'the tab that ran it was closed';

const page = 0;
const worker = 1;

/** The engine of another tab. */
export class FollowingLink implements EngineLink {
  readonly port: Port;
  /** Told when the engine answers the first time. */
  onWelcome: (welcome: Welcome) => void = () => {};
  /** Told when it does not answer any more, before that counts as its loss. */
  onSilence: () => Promise<void> = async () => {};
  readonly #all: BroadcastChannel;
  readonly #channel: BroadcastChannel;
  readonly #ended = new AbortController();
  readonly #heartbeat: Heartbeat;
  /** Who welcomed it. */
  #leader: string | undefined;
  #onLoss: (loss: Loss) => void = () => {};

  constructor(engine: string) {
    const tab = tabName();
    this.#all = new BroadcastChannel(engine);
    this.#channel = new BroadcastChannel(tab);
    const say = (message: ToAll) => this.#all.postMessage(message);
    this.#heartbeat = new Heartbeat(
      () => {
        say({ type: 'ping' });
        if (this.#leader !== undefined) this.#channel.postMessage({ type: 'ping' } satisfies ToAll);
        else say({ type: 'join', tab });
      },
      limits,
      async () => {
        await this.onSilence();
        this.#lose('the tab that ran it does not answer');
      },
    );

    this.#all.onmessage = ({ data }) => {
      const said = data as ToAll;
      if (said.type === 'pong') this.#heartbeat.heard(page);
      else if (said.type === 'over' && said.leader === this.#leader) this.#lose(closed);
      else if (said.type === 'ready' && this.#leader === undefined) say({ type: 'join', tab });
    };
    let deliver: (message: unknown) => void = () => {};
    this.#channel.onmessage = ({ data }) => {
      this.#heartbeat.heard(page);
      this.#heartbeat.heard(worker);
      const said = data as ToTab;
      if (said.type === 'welcome') this.#enter(said);
      else if (said.type !== 'pong') deliver(data);
    };
    this.port = {
      post: (message) => {
        if (!this.#ended.signal.aborted) this.#channel.postMessage(message);
      },
      onMessage: (listener) => (deliver = listener),
    };
    // Held as long as this tab listens; only then does it say its name.
    void navigator.locks.request(tab, () => {
      if (this.#ended.signal.aborted) return;
      say({ type: 'join', tab });
      return new Promise<void>((resolve) => this.#ended.signal.addEventListener('abort', () => resolve()));
    });
    this.#heartbeat.start();
  }

  #enter(welcome: Welcome): void {
    if (this.#leader !== undefined) return;
    this.#leader = welcome.leader;
    this.#heartbeat.stop();
    navigator.locks.request(welcome.lock, { signal: this.#ended.signal }, () => this.#lose(closed)).catch(() => {});
    this.onWelcome(welcome);
  }

  busy(state: boolean): void {
    if (state) this.#heartbeat.start();
    else this.#heartbeat.stop();
  }

  onLoss(listener: (loss: Loss) => void): void {
    this.#onLoss = listener;
  }

  #lose(reason: string): void {
    if (this.#ended.signal.aborted) return;
    this.end();
    this.#onLoss({ reason, again: true });
  }

  end(): void {
    this.#ended.abort();
    this.#heartbeat.stop();
    this.#all.close();
    this.#channel.close();
  }
}
