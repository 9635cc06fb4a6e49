import { defineConfig } from 'vite';

// Threads need an isolated page: these two headers, on scripts and workers too. Without them it completes on one thread.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// Vite's development client needs inline scripts; what it builds does not. CodeMirror writes its styles into the page.
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'";

export default defineConfig({
  // Workers and .wasm files are found from where a module lies, so in development these stay where they are.
  optimizeDeps: { exclude: ['saguim', '@saguim/engine'] },
  worker: { format: 'es' },
  server: { headers: isolation },
  preview: { headers: { ...isolation, 'Content-Security-Policy': policy } },
});
