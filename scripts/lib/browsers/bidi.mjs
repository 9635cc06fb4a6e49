import WebSocket from 'ws';

/** A connection that speaks WebDriver BiDi. https://w3c.github.io/webdriver-bidi/ */
export class Bidi {
  #socket;
  #next = 1;
  #pending = new Map();
  #listeners = new Map();

  static async connect(url) {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new Bidi(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(JSON.parse(data.toString())));
    socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('The browser is gone'));
      this.#pending.clear();
    });
  }

  /** @throws {Error} what the browser answers to a command that fails */
  send(method, params = {}) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event).add(listener);
    return () => this.#listeners.get(event).delete(listener);
  }

  close() {
    this.#socket.close();
  }

  #receive({ id, type, method, params, result, error, message }) {
    if (type === 'event') {
      for (const listener of this.#listeners.get(method) ?? []) listener(params);
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (type === 'success') pending?.resolve(result);
    else pending?.reject(new Error(`${error}: ${message}`));
  }
}
