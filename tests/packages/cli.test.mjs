import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binary, root, saguim } from './command.mjs';

const tiny = (name) => join(root, 'tests/golden/tiny', `${name}.gguf`);
const golden = (name) => JSON.parse(readFileSync(join(root, 'tests/golden', name), 'utf8'));
let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** One line on standard error that begins with the command's name, and nothing on standard output. */
function expectOneLine({ code, stdout, stderr }, exitCode, message) {
  expect(stderr).toMatch(/^saguim: [^\n]+\n$/);
  expect(stderr).toMatch(message);
  expect(stdout).toBe('');
  expect(code).toBe(exitCode);
}

it('builds a clone first where nobody has, and says so beside its output', () => {
  const clone = join(folder, 'clone');
  const put = (path, text) => {
    mkdirSync(join(clone, path, '..'), { recursive: true });
    writeFileSync(join(clone, path), text);
    return join(clone, path);
  };
  put('package.json', '{ "type": "module" }');
  const bin = put('packages/cli/bin/saguim.js', readFileSync(binary, 'utf8'));
  const begin = () => spawnSync(process.execPath, [bin, 'run', 'x'], { encoding: 'utf8' });
  put('scripts/build.mjs', 'console.log("no compiler"); process.exitCode = 3;');
  expect(begin()).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/building[\s\S]*no compiler/) });
  const command = 'export const main = async (words) => { console.log(words.join()); return 0; };';
  put(
    'scripts/build.mjs',
    `import { mkdirSync, writeFileSync } from 'node:fs';
    mkdirSync(new URL('../packages/cli/dist', import.meta.url));
    writeFileSync(new URL('../packages/cli/dist/index.js', import.meta.url), ${JSON.stringify(command)});
    console.log(process.argv.slice(2).join(' '));`,
  );
  expect(begin()).toMatchObject({ status: 0, stdout: 'run,x\n', stderr: expect.stringContaining('--only engine,saguim,server,cli') });
  expect(begin()).toMatchObject({ status: 0, stdout: 'run,x\n', stderr: '' });
});

describe('asking', () => {
  it('lists every command, and the exit codes', async () => {
    const { code, stdout, stderr } = await saguim(['--help']);
    for (const name of [
      'chat',
      'run',
      'complete',
      'embed',
      'models',
      'recommend',
      'inspect',
      'tokenize',
      'logits',
      'perplexity',
      'bench',
      'add',
      'convert',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${name}[ |]`, 'm'));
    expect(stdout).toContain('Exit codes: 0 done, 1 failed, 2 asked wrongly, 130 ended by Ctrl-C.');
    expect([code, stderr]).toEqual([0, '']);
    expect((await saguim(['help', 'run'])).stdout).toContain('--repetition-penalty');
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
    expect((await saguim(['--version'])).stdout).toBe(`${version}\n`);
  });

  it.each([
    [['rnu', 'x'], /unknown command 'rnu'.*Did you mean run\?/],
    [['run', '--temprature', '1', 'x'], /unknown option '--temprature'.*Did you mean --temperature\?/],
    [['run', '--temperature', 'hot', 'x'], /--temperature.*'hot'.*Give a number from 0 to 5\./],
    [['run', '--top-p', '0', 'x'], /--top-p/],
    [['run', '--max-tokens', '1.5', 'x'], /--max-tokens.*whole number/],
    [['run', '--seed', '-1', 'x'], /--seed/],
    [['run', '--backend', 'gpu', 'x'], /--backend.*auto, wasm, reference/],
    [['logits', '--tokens', '1,b'], /--tokens.*such as 1,2,3/],
    [['logits'], /required option '--tokens/],
    [['perplexity'], /missing required argument 'file'/],
    [['run', 'what', 'is', 'love'], /too many arguments.*in quotes/],
    [['run', ' '], /The prompt is empty/],
  ])('answers %j with one line and exit code 2', async (args, message) => {
    expectOneLine(await saguim(args), 2, message);
  });

  it('without anything shows the help and exit code 2', async () => {
    const { code, stderr } = await saguim([]);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: saguim');
  });
});

describe('what goes wrong', () => {
  it.each([
    [['inspect', 'nowhere.gguf'], 1, /no such model file \(nowhere\.gguf\)/],
    [['run', '--model', 'gpt-9', 'x'], 1, /no model "gpt-9".*smollm2-135m-instruct/],
    [['perplexity', 'nowhere.txt'], 1, /nowhere\.txt: there is no such file/],
    [['inspect', 'package.json'], 1, /not a GGUF model/],
    [['perplexity', '.'], 1, /This is a folder \(\.\)/],
    [['inspect', 'sub'], 1, /not a model file \(sub\).*config\.json/],
    [['inspect', tiny('llama-f32'), '--template'], 1, /has no chat template/],
    [['convert', 'sub', '--to', 'x.gguf'], 1, /not a model file \(sub\)/],
    [['models', '--models', 'nowhere'], 1, /no such folder of models/],
    [['logits', '--model', tiny('llama-f32'), '--tokens', '640'], 2, /no token 640.*0 to 639/],
    [['perplexity', '--model', tiny('llama-f32'), '--window', '400', 'LICENSE-short.txt'], 2, /less than one window of 400/],
  ])('%j is one line that says what to do', async (args, exitCode, message) => {
    writeFileSync(join(folder, 'LICENSE-short.txt'), 'A short text.');
    writeFileSync(join(folder, 'package.json'), '{}');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    expectOneLine(await saguim(args, { cwd: folder, env: { SAGUIM_MODELS: join(root, 'models') } }), exitCode, message);
  });

  it('a model file that is cut off', async () => {
    const cut = join(folder, 'cut.gguf');
    writeFileSync(cut, readFileSync(tiny('llama-f32')).subarray(0, 5000));
    expectOneLine(await saguim(['inspect', cut]), 1, /cut\.gguf/);
  });

  it('a disk that is full under the output', async () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [binary, 'models'], {
      cwd: root,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, 'saguim: the output cannot be written: the disk is full. Make room and try again.\n']);
  });

  it('standard input that is no text', async () => {
    expectOneLine(await saguim(['tokenize'], { input: Buffer.from([0xff, 0xfe, 0x00]) }), 2, /not UTF-8/);
  });
});

describe('models and inspect', () => {
  it('lists the models by name', async () => {
    const { stdout } = await saguim(['models', '--json']);
    const models = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(models.find(({ name }) => name === 'smollm2-135m-instruct')).toMatchObject({
      bytes: 98362432,
      file: expect.stringMatching(/q4_1\.gguf$/),
    });
    expect((await saguim(['models'])).stdout).toMatch(/^smollm2-135m-instruct +98\.4 MB +\//m);
  });

  it('says what a file holds, without colours in a pipe', async () => {
    const { stdout, code } = await saguim(['inspect', 'smollm2-135m-instruct']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^architecture +llama$/m);
    expect(stdout).toMatch(/^parameters +134\.5 M$/m);
    expect(stdout).toMatch(/^ +Q4_1 +210 /m);
    expect(stdout).not.toContain('\u001b');
  });

  it('gives the same as JSON', async () => {
    const { stdout } = await saguim(['inspect', 'smollm2-135m-instruct', '--json', '--tensors']);
    expect(JSON.parse(stdout)).toMatchObject({
      architecture: 'llama',
      bytes: 98362432,
      context_length: 8192,
      layers: 30,
      embedding_length: 576,
      tokenizer: { model: 'gpt2', size: 49152 },
      chat_template: expect.stringContaining('<|im_start|>'),
      metadata: { 'general.architecture': 'llama', 'tokenizer.ggml.tokens': { type: 'array of string', length: 49152 } },
    });
    const { tensors } = JSON.parse(stdout);
    expect(tensors.list).toHaveLength(tensors.count);
    expect(tensors.by_type.reduce((sum, { tensors }) => sum + tensors, 0)).toBe(272);
  });
});

describe('tokenize', () => {
  const text = 'What is the capital of France?';
  it('turns a text into ids and back', async () => {
    const argument = await saguim(['tokenize', text]);
    const piped = await saguim(['tokenize'], { input: `${text}\n` });
    expect(piped.stdout).toBe(argument.stdout);
    const tokens = argument.stdout.trim();
    expect(golden('reference/smollm2.json').runs[0].prompt_ids.join(' ')).toContain(tokens.split(' ').slice(1).join(' '));
    expect((await saguim(['tokenize', '--decode', tokens.replaceAll(' ', ',')])).stdout).toBe(`${text}\n`);
  });

  it('leaves spellings of control tokens text', async () => {
    const { tokens, pieces, text } = JSON.parse((await saguim(['tokenize', '--json', '<|im_end|>'])).stdout);
    expect(tokens.length).toBeGreaterThan(1);
    expect(pieces).toHaveLength(tokens.length);
    expect(text).toBe('<|im_end|>');
  });
});

describe('add', () => {
  const model = 'all-minilm-l6-v2';
  it('puts a model and the engine where an app serves them, and copies nothing twice', async () => {
    const to = join(folder, 'public/models');
    const first = JSON.parse((await saguim(['add', model, '--to', to, '--json'])).stdout);
    expect(first).toEqual({ name: model, folder: join(to, model), engine: join(to, 'engine'), bytes: 25279264 });
    const source = join(root, 'models', model, 'all-minilm-l6-v2-q8_0.gguf');
    expect(readFileSync(join(to, model, 'all-minilm-l6-v2-q8_0.gguf')).equals(readFileSync(source))).toBe(true);
    expect(readdirSync(join(to, 'engine'))).toContain('saguim.js');
    const again = await saguim(['add', model, '--to', to]);
    expect(again.stdout).toMatch(/^all-minilm-l6-v2: .*\(it was there already\)\nengine: .*\n$/);
  });

  it('says what there is when there is no such model, and where to put it', async () => {
    expectOneLine(await saguim(['add', 'gpt-9', '--to', join(folder, 'none')]), 1, /no model "gpt-9".*smollm2-135m-instruct/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
    writeFileSync(join(folder, 'taken'), '');
    expectOneLine(await saguim(['add', model, '--to', join(folder, 'taken', 'models')]), 1, /taken\/models: part of the path is a file/);
    // A place that takes no folders: to make them with those above, Node would try for ever.
    if (existsSync('/proc/self'))
      expectOneLine(await saguim(['add', model, '--to', '/proc/models']), 1, /\/proc\/models: no folder can be made there/);
    expectOneLine(await saguim(['add', model]), 2, /required option '--to <folder>'/);
  });
});

describe('recommend', () => {
  it('measures the machine and says what suits it, as JSON for programs', async () => {
    const { code, stdout, stderr } = await saguim(['recommend', '--language', 'pt', '--threads', '1', '--json']);
    const { model, reason, speed, candidates } = JSON.parse(stdout);
    expect([code, stderr, model]).toEqual([0, '', undefined]);
    expect(reason.en).toMatch(/not been run/);
    expect(speed.bytesPerSecond).toBeGreaterThan(0);
    expect(candidates.filter(({ bytes, languages }) => bytes < 1e9 && languages.includes('pt')).length).toBeGreaterThanOrEqual(3);
  });

  it('says in one line what is wrong with a catalogue', async () => {
    writeFileSync(join(folder, 'catalogue.json'), '{"format": 1, "entries": [{"name": "a b"}]}');
    const wrong = await saguim(['recommend', '--catalogue', join(folder, 'catalogue.json')]);
    expectOneLine(wrong, 1, /catalogue cannot be used: of "a b"/);
  });
});
