import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

// Threads need an isolated page: these two headers, on scripts and workers too. Without them the chat works on one thread.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** SvelteKit answers its pages before the headers of the configuration are set. */
const isolate = {
  name: 'isolate',
  configureServer: (server) => void server.middlewares.use(addHeaders),
  configurePreviewServer: (server) => void server.middlewares.use(addHeaders),
};

function addHeaders(_request, response, next) {
  for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
  next();
}

export default defineConfig({
  plugins: [isolate, sveltekit()],
  // Workers and .wasm files are found from where a module lies, so in development these stay where they are.
  optimizeDeps: { exclude: ['saguim', '@saguim/engine'] },
  worker: { format: 'es' },
});
