import * as library from '/packages/saguim/dist/browser/saguim.js';
import { page } from './page.js';
import { saguim } from './saguim-adapter.js';

const speculate = new URLSearchParams(location.search).has('speculate');
page(saguim(library, async () => (await fetch('/model.gguf')).blob(), speculate));
