import * as library from '../../packages/saguim/dist/index.js';
import { saguim } from '../pages/saguim-adapter.js';

export const adapter = (modelPath) => saguim(library, async () => modelPath);
