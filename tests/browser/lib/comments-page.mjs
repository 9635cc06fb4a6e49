import { mkdtempSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the page with both elements of comments. @returns its folder */
export async function buildCommentsPage() {
  const folder = mkdtempSync(join(tmpdir(), 'saguim-comments-'));
  const root = fileURLToPath(new URL('../pages', import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      target: 'es2022',
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: join(root, 'comments.html') } },
    },
  });
  renameSync(join(folder, 'comments.html'), join(folder, 'index.html'));
  return folder;
}
