export { type CheckpointOptions, openCheckpoint } from './open-checkpoint.js';
