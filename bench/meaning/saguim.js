import * as library from '/packages/saguim/dist/browser/saguim.js';
import { page } from './page.js';
import { saguim } from './saguim-adapter.js';

page(
  saguim(library, async (model) => {
    const bytes = await (await fetch(`/models/${model}.gguf`)).blob();
    return new File([bytes], `${model.split('/').at(-1)}.gguf`);
  }),
);
