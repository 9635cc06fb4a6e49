import { parentPort, workerData } from 'node:worker_threads';
import { readRate } from './read.js';

parentPort.postMessage(readRate(workerData));
