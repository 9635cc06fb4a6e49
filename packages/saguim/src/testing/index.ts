export { type EchoOptions, echoEngine } from './echo-engine.js';
