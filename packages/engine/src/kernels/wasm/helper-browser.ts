import { startHelper, type ToHelper } from './helper-loop.js';

const receive = startHelper((message) => (globalThis as unknown as { postMessage(message: unknown): void }).postMessage(message));
globalThis.addEventListener('message', (event) => receive((event as MessageEvent<ToHelper>).data));
