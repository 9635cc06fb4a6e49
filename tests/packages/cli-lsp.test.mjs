// The language server as a process, spoken to by the client side of VS Code's own library for the protocol.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  CancellationTokenSource,
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  InlineCompletionRequest,
  InlineCompletionTriggerKind,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';
import { attach, binary, endAll, root } from './command.mjs';

vi.setConfig({ testTimeout: 120_000 });
afterEach(endAll);

const grey = {
  textDocument: { inlineCompletion: { dynamicRegistration: true } },
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true }, workspaceFolders: true },
  window: { workDoneProgress: true },
};

/** An editor with the server, as far as the protocol goes. */
async function editor({ capabilities = grey, settings = {}, initializationOptions, args = [] } = {}) {
  const command = attach(spawn(process.execPath, [binary, 'lsp', '--stdio', ...args], { cwd: root }));
  command.child.stdout.setEncoding(undefined).removeAllListeners('data');
  const { stdout, stdin } = command.child;
  const client = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
  const state = { command, client, settings, progress: [], messages: [], registered: [] };
  client.onRequest(ConfigurationRequest.type, ({ items }) => items.map(({ section }) => (section === 'saguim' ? state.settings : null)));
  client.onRequest(
    RegistrationRequest.type,
    ({ registrations }) => void state.registered.push(...registrations.map(({ method }) => method)),
  );
  client.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
    client.onProgress(WorkDoneProgress.type, token, (value) => state.progress.push(value));
  });
  client.onNotification(ShowMessageNotification.type, ({ message }) => state.messages.push(message));
  client.listen();
  state.initialized = await client.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: 'file:///project',
    workspaceFolders: [{ uri: 'file:///project', name: 'project' }],
    capabilities,
    initializationOptions,
  });
  await client.sendNotification(InitializedNotification.type, {});
  let version = 0;
  state.open = (uri, languageId, text) =>
    client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId, version: ++version, text } });
  state.change = (uri, ...contentChanges) =>
    client.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri, version: ++version }, contentChanges });
  state.ask = (uri, line, character, context = {}, token) =>
    client.sendRequest(
      InlineCompletionRequest.type,
      { textDocument: { uri }, position: { line, character }, context: { triggerKind: InlineCompletionTriggerKind.Automatic, ...context } },
      token,
    );
  state.end = async () => {
    await client.sendRequest(ShutdownRequest.type);
    await client.sendNotification(ExitNotification.type);
    const { code } = await command.ended;
    client.dispose();
    return code;
  };
  return state;
}

const uri = 'file:///project/src/sum%20up.js';
const insertAt = (line, character, text) => ({ range: { start: { line, character }, end: { line, character } }, text });

describe('saguim lsp', () => {
  it('suggests in grey, follows what is typed, takes settings, and ends when it is told to', async () => {
    const { initialized, open, change, ask, client, progress, registered, ...state } = await editor();
    expect(initialized).toMatchObject({
      serverInfo: { name: 'saguim' },
      capabilities: { inlineCompletionProvider: true, textDocumentSync: { openClose: true, change: 2 } },
    });
    expect(initialized.capabilities.completionProvider).toBeUndefined();
    // Another file has what is called here; the caret's line is typed in two changes, with a character of two code units before it.
    await open(
      'file:///project/src/area.js',
      'javascript',
      'export function areaOfCircle(radius) {\n  return Math.PI * radius * radius;\n}\n',
    );
    await open(
      uri,
      'javascript',
      '// 😀\nfunction sum(numbers) {\n  let total = 0;\n  for (const number of numbers) \n  return total;\n}\n',
    );
    await change(uri, insertAt(3, 32, 'total'), insertAt(3, 37, ' +='));
    const { items } = await ask(uri, 3, 40);
    expect(items).toMatchObject([
      { insertText: ' number;', range: { start: { line: 3, character: 40 }, end: { line: 3, character: 40 } } },
    ]);
    expect(progress.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['begin', 'end']));
    expect(registered).toEqual(['workspace/didChangeConfiguration']);

    // What was suggested and is typed is still suggested.
    await change(uri, insertAt(3, 40, ' num'));
    expect((await ask(uri, 3, 44)).items).toMatchObject([{ insertText: 'ber;' }]);

    // An open list's entry is gone on from.
    const range = { start: { line: 3, character: 41 }, end: { line: 3, character: 44 } };
    const selected = await ask(uri, 3, 44, { selectedCompletionInfo: { range, text: 'number' } });
    expect(selected.items[0].insertText).toMatch(/^number/);
    expect(selected.items[0].range).toEqual(range);

    // Nothing is sure enough, then nothing is wanted; what makes no sense is told.
    state.settings.threshold = 1;
    await client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await change(uri, insertAt(0, 0, '\n'));
    await expect.poll(async () => (await ask(uri, 4, 44)).items).toEqual([]);
    Object.assign(state.settings, { threshold: 7, maxLines: 'many' });
    await client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await expect
      .poll(() => state.messages.join('\n'))
      .toMatch(/saguim\.threshold must be a number from 0 to 1\.\nsaguim\.maxLines must be/);
    expect(await state.end()).toBe(0);
  });

  it('gives up what is cancelled, overtaken or changed, and answers the next question', async () => {
    // However busy the machine, there is time for all of the choice.
    const { open, change, ask, client, end } = await editor({ args: ['--patience', '60000'] });
    await open(uri, 'python', 'def add(a, b):\n    return \nprint(add(1, 2))\n');
    // One opened without a text stands in nobody's way.
    await open('file:///project/empty.py', 'python');
    // By hand there are several to choose from.
    const byHand = await ask(uri, 1, 11, { triggerKind: InlineCompletionTriggerKind.Invoked });
    expect(byHand.items.length).toBeGreaterThan(1);
    expect(byHand.items[0].insertText).toBe('a + b');
    await expect(ask(uri, -1, 0)).rejects.toMatchObject({ code: -32602, message: expect.stringContaining('position') });
    const source = new CancellationTokenSource();
    const cancelled = ask(uri, 1, 11, {}, source.token);
    source.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: -32800 });
    const overtaken = ask(uri, 1, 11);
    const changed = ask(uri, 1, 11);
    await change(uri, insertAt(1, 11, 'a'));
    await expect(overtaken).rejects.toMatchObject({ code: -32801 });
    await expect(changed).rejects.toMatchObject({ code: -32801 });
    expect((await ask(uri, 1, 12)).items).toMatchObject([{ insertText: ' + b' }]);
    await client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    expect((await ask(uri, 1, 12)).items).toEqual([]);
    expect(await end()).toBe(0);
  });

  it('is an entry of the list of completions where an editor has no grey text', async () => {
    const { initialized, open, client, end } = await editor({ capabilities: {}, initializationOptions: { threshold: 0 } });
    expect(initialized.capabilities).toMatchObject({ completionProvider: {} });
    expect(initialized.capabilities.inlineCompletionProvider).toBeUndefined();
    await open(uri, 'python', 'def add(first, second):\n    return fir\n');
    const asked = { textDocument: { uri }, position: { line: 1, character: 14 } };
    const { isIncomplete, items } = await client.sendRequest(CompletionRequest.type, asked);
    expect(isIncomplete).toBe(true);
    expect(items).toMatchObject([
      {
        label: 'first + second',
        filterText: 'first + second',
        textEdit: { newText: 'first + second', range: { start: { line: 1, character: 11 } } },
      },
    ]);
    expect(await end()).toBe(0);
  });

  it('says why a model cannot be loaded, tries another that is set, and ends when the editor is gone', async () => {
    // One that knows no folders has settings all the same.
    const capabilities = { ...grey, workspace: { configuration: true } };
    const { open, ask, client, ...state } = await editor({ capabilities, settings: { model: 'no-such-model' } });
    await expect.poll(() => state.messages).toMatchObject([expect.stringMatching(/^Saguim: There is no model "no-such-model"/)]);
    await open(uri, 'python', 'def add(a, b):\n    return a');
    expect((await ask(uri, 1, 12)).items).toEqual([]);
    state.settings.model = join(root, 'models/smollm2-135m-instruct/smollm2-135m-instruct-q4_1.gguf');
    await client.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await expect.poll(async () => (await ask(uri, 1, 12).catch(() => ({ items: [] }))).items[0]?.insertText).toBe(' + b');
    state.command.child.stdin.end();
    expect((await state.command.ended).code).toBe(1);
    client.dispose();
  });
});
