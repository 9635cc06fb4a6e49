import { readRate } from './read.js';

self.onmessage = ({ data }) => postMessage(readRate(data));
