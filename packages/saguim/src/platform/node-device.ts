import { availableParallelism, freemem, totalmem } from 'node:os';
import type { DeviceFacts } from './device-facts.js';

export async function deviceFacts(): Promise<DeviceFacts> {
  const limit = process.constrainedMemory?.();
  const memory = limit ? Math.min(limit, totalmem()) : totalmem();
  // Of what is free some is left for everybody else.
  const free = Math.min(freemem(), process.availableMemory?.() ?? Number.POSITIVE_INFINITY, memory);
  return { memory, available: free * 0.8, threads: availableParallelism(), isolated: true, webgpu: false, mobile: false, saveData: false };
}
