import { readRate } from './read.js';

onmessage = ({ data }) => postMessage(readRate(data));
