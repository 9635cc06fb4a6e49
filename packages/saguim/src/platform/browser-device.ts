// With `node-device.ts`: the second pair of files with the same exports, for what only models that are looked for need.
import type { DeviceFacts, PlacedText } from './device-facts.js';

export type { DeviceFacts } from './device-facts.js';

/** What only some browsers have. */
interface Hints {
  readonly deviceMemory?: number;
  readonly gpu?: unknown;
  readonly userAgentData?: { readonly mobile?: boolean };
  readonly connection?: { readonly saveData?: boolean };
}

const gigabyte = 1e9;

export async function deviceFacts(): Promise<DeviceFacts> {
  const { deviceMemory, gpu, userAgentData, connection } = navigator as Hints;
  const mobile = userAgentData?.mobile ?? /Mobi|Android|iPhone|iPad/i.test(navigator.userAgent);
  const isolated = globalThis.crossOriginIsolated === true;
  const memory = deviceMemory === undefined ? undefined : deviceMemory * 2 ** 30;
  const estimate = await navigator.storage?.estimate?.().catch(() => undefined);
  return {
    ...(memory !== undefined && { memory }),
    // Systems of phones end tabs that take more than about a third; where nothing is told, what nearly every machine has.
    available: memory === undefined ? (mobile ? gigabyte : 2 * gigabyte) : memory * (mobile ? 0.35 : 0.5),
    threads: isolated ? (navigator.hardwareConcurrency ?? 1) : 1,
    isolated,
    webgpu: gpu !== undefined,
    mobile,
    saveData: connection?.saveData === true,
    ...(estimate?.quota !== undefined && { room: Math.max(0, estimate.quota - (estimate.usage ?? 0)) }),
  };
}

/** Where a text is to be fetched from; pages read no paths. */
export function placeText(place: string | URL, _mostBytes: number): PlacedText {
  return { url: new URL(place, globalThis.document?.baseURI ?? globalThis.location?.href).href };
}
