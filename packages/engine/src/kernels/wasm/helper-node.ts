import { parentPort } from 'node:worker_threads';
import { startHelper, type ToHelper } from './helper-loop.js';

const receive = startHelper((message) => parentPort!.postMessage(message));
parentPort!.on('message', (message: ToHelper) => receive(message));
