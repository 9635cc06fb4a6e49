type Handler = ((event: Event) => void) | null;

const handlers = new WeakMap<EventTarget, Map<string, Handler>>();

/**
 * The attribute `on<type>` of an interface: null unless it is a function, called where it was first set among the listeners.
 * https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
 */
export function defineEventHandler(prototype: EventTarget, type: string): void {
  Object.defineProperty(prototype, `on${type}`, {
    configurable: true,
    enumerable: true,
    get(this: EventTarget): Handler {
      return handlers.get(this)?.get(type) ?? null;
    },
    set(this: EventTarget, handler: unknown) {
      let own = handlers.get(this);
      if (!own) handlers.set(this, (own = new Map()));
      if (!own.has(type)) {
        if (typeof handler !== 'function') return;
        this.addEventListener(type, (event) => own.get(type)?.call(this, event));
      }
      own.set(type, typeof handler === 'function' ? (handler as Handler) : null);
    },
  });
}
