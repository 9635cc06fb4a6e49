export { type DisguiseKind, disguiseKinds } from './disguise-kind.js';
export { type Disguise, type PlainReading, plainReading } from './plain-reading.js';
