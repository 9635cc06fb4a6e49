import type { HostRules } from '../web/host-rules.js';
import { allows, feature } from './allow-list.js';

type Global = typeof globalThis;

/** What a page asks the one that holds it, which alone sees what its frame is allowed. */
const question = 'saguim: is language-model allowed?';
/** Who knows answers in a task or two; a page that does not speak is one that allows nothing. */
const patience = 1000;

interface FeaturePolicy {
  features(): string[];
  allowsFeature(name: string): boolean;
}

/** Whether the window lies in pages of its own origin only. */
function isAmongItsOwn(window: Window & Global): boolean {
  try {
    // `about:blank` has the origin of who made it, which its address does not tell.
    for (let each: Window & Global = window; each !== each.parent; each = each.parent as Window & Global) {
      if ((each.parent as Window & Global).origin !== window.origin) return false;
    }
    return true;
  } catch {
    return false; // another origin's
  }
}

/** Asks the page that holds this one. */
function askParent(window: Window & Global): Promise<boolean> {
  const { port1, port2 } = new window.MessageChannel();
  return new Promise<boolean>((resolve) => {
    const timer = window.setTimeout(() => resolve(false), patience);
    port1.onmessage = ({ data }) => {
      window.clearTimeout(timer);
      resolve(data === true);
    };
    window.parent.postMessage({ [question]: true }, '*', [port2]);
  }).finally(() => port1.close());
}

/**
 * What the permissions policy says, as far as a page can know: the browser knows it where it knows the feature; else a page among its own
 * may, and one in another origin's asks the polyfill of the page that holds it.
 */
export function pagePermission(window: Window & Global): () => boolean | Promise<boolean> {
  const { document } = window;
  if (document === undefined) return () => true;
  const { featurePolicy } = document as Document & { featurePolicy?: FeaturePolicy };
  let answer: boolean | Promise<boolean>;
  if (featurePolicy?.features().includes(feature)) answer = featurePolicy.allowsFeature(feature);
  else if (isAmongItsOwn(window)) answer = true;
  else answer = askParent(window).then((allowed) => (answer = allowed));
  return () => answer;
}

/** Answers the pages in this one's iframes what they are allowed. */
export function answerFrames(window: Window & Global, { allowed }: Pick<HostRules, 'allowed'>): void {
  window.addEventListener?.(
    'message',
    (event) => {
      const { data, source, origin, ports } = event as MessageEvent<Record<string, unknown> | null>;
      if (typeof data !== 'object' || data?.[question] !== true || !ports[0]) return;
      event.stopImmediatePropagation(); // nothing that the page's own listeners expect
      const frame = [...window.document.querySelectorAll('iframe')].find(({ contentWindow }) => contentWindow === source);
      const place = frame && URL.canParse(frame.src, window.location.href) ? new URL(frame.src, window.location.href).origin : undefined;
      const given = frame !== undefined && allows(frame.allow, origin, place, window.location.origin);
      void Promise.resolve(allowed()).then((own) => ports[0]!.postMessage(own && given));
    },
    { capture: true },
  );
}
