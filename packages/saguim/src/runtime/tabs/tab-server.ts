import type { EngineHost, HostSession } from '../engine-host.js';
import type { LeadMessage, ToAll, ToTab } from './tab-names.js';

/**
 * Serves other tabs, in the worker of the page that holds the engine.
 * @param engine the engine's name
 * @param leader the page's
 * @param lock which lock this worker holds as long as it lives
 */
export function serveTabs({ engine, leader }: LeadMessage, lock: string, host: EngineHost): void {
  const tabs = new Map<string, HostSession>();
  const all = new BroadcastChannel(engine);
  all.onmessage = ({ data }) => {
    const said = data as ToAll;
    if (said.type === 'join' && !tabs.has(said.tab)) welcome(said.tab);
  };

  function welcome(tab: string): void {
    // Only the two of us know its name: a channel of all is one between two.
    const channel = new BroadcastChannel(tab);
    const say = (message: ToTab) => channel.postMessage(message);
    const idle = host.idle;
    const session = host.serve(
      {
        post: (message) => channel.postMessage(message),
        onMessage: (listener) => {
          channel.onmessage = ({ data }) => {
            if ((data as ToAll).type === 'ping') say({ type: 'pong' });
            else listener(data);
          };
        },
      },
      { sharesMemory: false },
    );
    tabs.set(tab, session);
    // The tab holds this lock: who gets it knows that the tab is gone.
    void navigator.locks.request(tab, () => {
      tabs.delete(tab);
      session.end();
      channel.close();
    });
    say({ type: 'welcome', leader, lock, isolated: globalThis.crossOriginIsolated === true, idle });
  }

  all.postMessage({ type: 'ready' } satisfies ToAll);
}
