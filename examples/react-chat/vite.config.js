import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Threads need an isolated page: these two headers, on scripts and workers too. Without them the chat works on one thread.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  plugins: [react()],
  // Workers and .wasm files are found from where a module lies, so in development these stay where they are.
  optimizeDeps: { exclude: ['saguim', '@saguim/engine'] },
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: isolation },
});
