import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Threads need an isolated page: these two headers, on scripts and workers too. Without them the chat works on one thread.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  plugins: [vue()],
  // Workers and .wasm files are found from where a module lies, so in development these stay where they are.
  optimizeDeps: { exclude: ['saguim', '@saguim/engine'] },
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
});
