import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attach, binary, endAll, root, saguim, start } from './command.mjs';

const tiny = join(root, 'tests/golden/tiny/llama-f32.gguf');
const long = 'Write a very long story about the sea.';
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-chat-'));
});
afterEach(() => {
  endAll();
  rmSync(folder, { recursive: true });
});
vi.setConfig({ testTimeout: 60_000 });

describe('in a pipe', () => {
  it('answers each line, keeps the conversation, and writes nothing but answers', async () => {
    const { code, stdout, stderr } = await saguim(['chat', '--temperature', '0', '--max-tokens', '20'], {
      input: 'What is the capital of France?\n\nWhat is the capital of Italy?\n',
    });
    expect([code, stderr]).toEqual([0, '']);
    const [first, second, ...rest] = stdout.split('\n');
    expect(first).toBe('The capital of France is Paris.');
    expect(second).toContain('Rome');
    expect(rest.at(-1)).toBe('');
  });

  it('saves, begins anew and leaves by command', async () => {
    const file = join(folder, 'talk.json');
    const input = [
      '/system Answer in one word.',
      'What is the capital of France?',
      `/save ${file}`,
      '/new',
      `/save ${join(folder, 'none.md')}`,
      '/quit',
      'never read',
    ].join('\n');
    const { code, stdout, stderr } = await saguim(['chat', '--temperature', '0', '--max-tokens', '20'], { input });
    expect(code).toBe(0);
    expect(stdout).toContain('Paris');
    expect(stderr).toContain('Saved in');
    expect(stderr).toContain('There is nothing to save yet.');
    const { model, messages } = JSON.parse(readFileSync(file, 'utf8'));
    expect(model).toBe('smollm2-135m-instruct');
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
    expect(messages[0].content).toBe('Answer in one word.');
    expect(stdout.trim()).toBe(messages[2].content.trim());
    expect(readdirSync(folder)).toEqual(['talk.json']);
  });

  it('answers each line in the shape that is asked for', async () => {
    const schema = join(folder, 'city.json');
    writeFileSync(
      schema,
      '{"type":"object","properties":{"city":{"enum":["Paris","Rome"]}},"required":["city"],"additionalProperties":false}',
    );
    const { code, stdout } = await saguim(['chat', '--temperature', '0', '--schema', schema], {
      input: 'What is the capital of France?\nAnd of Italy?\n',
    });
    expect(code).toBe(0);
    const cities = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).city);
    expect(cities).toEqual([expect.stringMatching(/Paris|Rome/), expect.stringMatching(/Paris|Rome/)]);
  });

  it('leaves at Ctrl-C when nothing is being answered', async () => {
    const command = start(['chat', '--temperature', '0']);
    command.child.stdin.write('What is the capital of France?\n');
    await command.seen(/Paris.*\n/);
    command.child.kill('SIGINT');
    expect((await command.ended).code).toBe(130);
  });

  it('does not chat without a template', async () => {
    const { code, stderr } = await saguim(['chat', '--model', tiny], { input: 'Hi\n' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^saguim: .*chat template.*\n$/);
  });
});

/** The real command in a terminal of its own, as a person has it: not that of a CI service, which Node takes to have no colours. */
function inTerminal(args, env = {}) {
  const { NO_COLOR, FORCE_COLOR, CI, ...clean } = process.env;
  const words = [process.execPath, binary, ...args];
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  // util-linux and BSD differ in how `script` takes its command.
  const scriptArgs = process.platform === 'darwin' ? ['-q', '/dev/null', ...words] : ['-qec', quoted, '/dev/null'];
  return attach(spawn('script', scriptArgs, { cwd: folder, env: { ...clean, TERM: 'xterm-256color', ...env } }));
}

describe('in a terminal', () => {
  it('streams, stops an answer at the first Ctrl-C and leaves at the second', async () => {
    const chat = inTerminal(['chat', '--temperature', '0', '--repetition-penalty', '1.2', '--max-tokens', '4000']);
    await chat.seen(/\/help lists the commands[\s\S]*> /);
    chat.child.stdin.write(`${long}\r`);
    await chat.seen(/sea\.[\s\S]*\w+ \w+ \w+ /);
    chat.child.stdin.write('\u0003');
    await chat.seen(/stopped; Ctrl-C again leaves[\s\S]*> /);
    chat.child.stdin.write('\u0003');
    expect((await chat.ended).code).toBe(130);
  });

  it('goes on after a stopped answer, shows its speed, and leaves at the end of input', async () => {
    const chat = inTerminal(['chat', '--temperature', '0', '--repetition-penalty', '1.2', '--max-tokens', '4000']);
    await chat.seen(/> /);
    chat.child.stdin.write(`${long}\r`);
    await chat.seen(/sea\.[\s\S]*\w+ \w+ \w+ /);
    chat.child.stdin.write('\u0003');
    await chat.seen(/stopped[\s\S]*> /);
    chat.child.stdin.write('What is the capital of France?\r');
    await chat.seen(/Paris[\s\S]*\d+ tokens, \d+ tokens\/s[\s\S]*> /);
    chat.child.stdin.write('/hlep\r');
    await chat.seen(/There is no command \/hlep/);
    chat.child.stdin.write('\u0004');
    expect((await chat.ended).code).toBe(0);
  });

  it('edits the line and remembers what was typed', async () => {
    const chat = inTerminal(['chat', '--temperature', '0', '--max-tokens', '20']);
    await chat.seen(/> /);
    // A slip, taken back with Backspace and Home.
    chat.child.stdin.write('hat is the capital of Francee?\u007f\u007f?\u0001W\r');
    await chat.seen(/Paris[\s\S]*tokens\/s/);
    chat.child.stdin.write('/new\r');
    await chat.seen(/A new conversation/);
    chat.child.stdin.write('\u001b[A\u001b[A\r');
    await chat.seen(/tokens\/s[\s\S]*A new conversation[\s\S]*Paris[\s\S]*tokens\/s/);
    chat.child.stdin.write('/quit\r');
    expect((await chat.ended).code).toBe(0);
  });

  it('colours what it says, unless NO_COLOR is set', async () => {
    const inspect = ['inspect', tiny];
    const bold = '\u001b[1mmetadata\u001b[22m';
    expect((await inTerminal(inspect).ended).stdout).toContain(bold);
    const plain = await inTerminal(inspect, { NO_COLOR: '1' }).ended;
    expect(plain.stdout).toContain('\r\nmetadata\r\n');
    expect(plain.stdout).not.toContain('\u001b');
  });
});
