import { installPolyfill } from './install.js';

export { installPolyfill, type PolyfilledInterface, type PolyfillOptions } from './install.js';

installPolyfill();
