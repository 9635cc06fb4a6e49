import { readFileSync, statSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DeviceFacts, PlacedText } from './device-facts.js';

export type { DeviceFacts } from './device-facts.js';

export async function deviceFacts(): Promise<DeviceFacts> {
  const limit = process.constrainedMemory?.();
  const memory = limit ? Math.min(limit, totalmem()) : totalmem();
  // Of what is free some is left for everybody else.
  const free = Math.min(freemem(), process.availableMemory?.() ?? Number.POSITIVE_INFINITY, memory);
  return { memory, available: free * 0.8, threads: availableParallelism(), isolated: true, webgpu: false, mobile: false, saveData: false };
}

/** A small file of this machine as text, or the address that it is to be fetched from. A file that is too large has none. */
export function placeText(place: string | URL, mostBytes: number): PlacedText {
  if (/^https?:/i.test(String(place))) return { url: String(place) };
  const path = place instanceof URL || /^file:/i.test(place) ? fileURLToPath(place) : resolve(place);
  const url = pathToFileURL(path).href;
  const file = statSync(path, { throwIfNoEntry: false });
  return file?.isFile() && file.size <= mostBytes ? { url, text: readFileSync(path, 'utf8') } : { url };
}
