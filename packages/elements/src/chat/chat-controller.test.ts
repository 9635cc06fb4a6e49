import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.js';
import { ChatController } from './chat-controller.js';
import { ModelLoader } from './model-loader.js';
import { ScriptedProvider, type ScriptedSession } from './scripted-provider.case.js';

function setUp() {
  const provider = new ScriptedProvider();
  const store = new MemoryStore();
  const parts = { loader: new ModelLoader(provider), store };
  return { provider, store, parts, chat: new ChatController(parts) };
}

/** The session that has been asked `count` questions. */
async function asked(provider: ScriptedProvider, count = 1, session = provider.sessions.length): Promise<ScriptedSession> {
  await expect.poll(() => provider.sessions[Math.max(session, 1) - 1]?.inputs.length).toBe(count);
  return provider.sessions[Math.max(session, 1) - 1]!;
}

async function turn(chat: ChatController, provider: ScriptedProvider, question: string, answer: string, count: number): Promise<void> {
  const sent = chat.send(question);
  const session = await asked(provider, count);
  session.write(answer);
  session.end();
  await sent;
}

const texts = (chat: ChatController) => chat.path.map(({ text }) => text);

describe('ChatController', () => {
  it('sends, streams and keeps the session from turn to turn', async () => {
    const { chat, provider, store } = setUp();
    const created: string[] = [];
    chat.addEventListener('created', () => created.push(chat.conversation.id));
    chat.setDraft('Hello there');
    const sent = chat.send(chat.draft);
    expect(chat.status).toBe('waiting');
    expect(chat.draft).toBe('');
    const session = await asked(provider);
    session.write('Hi', ' you');
    await expect.poll(() => chat.current?.text).toBe('Hi you');
    expect(chat.status).toBe('answering');
    session.end(2);
    await sent;
    expect(chat.status).toBe('idle');
    expect(chat.path.at(-1)).toMatchObject({ text: 'Hi you', status: 'done', statistics: { tokens: 2 } });
    expect(created).toEqual([chat.conversation.id]);
    expect(chat.conversation.title).toBe('Hello there');
    await turn(chat, provider, 'And then?', 'Then this', 2);
    expect(provider.sessions).toHaveLength(1);
    expect((await store.load(chat.conversation.id))?.messages).toHaveLength(4);
  });

  it('begins a branch when an earlier message is edited, and goes back to the old one', async () => {
    const { chat, provider } = setUp();
    await turn(chat, provider, 'one', 'first', 1);
    await turn(chat, provider, 'two', 'second', 2);
    const edited = chat.edit(chat.path[2]!.id, 'two, differently');
    await expect.poll(() => provider.sessions.length).toBe(2);
    const session = await asked(provider, 1, 2);
    expect(session.options.history).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'first' },
    ]);
    expect(provider.sessions[0]!.destroyed).toBe(true);
    session.write('other');
    session.end();
    await edited;
    expect(texts(chat)).toEqual(['one', 'first', 'two, differently', 'other']);
    const versions = chat.siblings(chat.path[2]!);
    expect(versions.map(({ text }) => text)).toEqual(['two', 'two, differently']);
    chat.selectBranch(versions[0]!.id);
    expect(texts(chat)).toEqual(['one', 'first', 'two', 'second']);
  });

  it('answers again beside the answer that is there', async () => {
    const { chat, provider } = setUp();
    await turn(chat, provider, 'question', 'answer', 1);
    const again = chat.regenerate(chat.path[1]!.id);
    await expect.poll(() => provider.sessions.length).toBe(2);
    const session = await asked(provider, 1, 2);
    session.write('another');
    session.end();
    await again;
    expect(chat.siblings(chat.path[1]!).map(({ text }) => text)).toEqual(['answer', 'another']);
  });

  it('keeps what came when it is stopped, and tells the next session of it', async () => {
    const { chat, provider } = setUp();
    const sent = chat.send('long');
    const session = await asked(provider);
    session.write('part of it');
    await expect.poll(() => chat.current?.text).toBe('part of it');
    chat.stop();
    await sent;
    expect(chat.path.at(-1)).toMatchObject({ text: 'part of it', status: 'stopped' });
    const next = chat.send('go on');
    await expect.poll(() => provider.sessions.length).toBe(2);
    const second = await asked(provider, 1, 2);
    expect(second.options.history.at(-1)).toEqual({ role: 'assistant', content: 'part of it' });
    second.end();
    await next;
  });

  it('can be stopped while the model loads', async () => {
    const { chat, provider, parts } = setUp();
    let ready: (() => void) | undefined;
    provider.prepare = () => new Promise((resolve) => (ready = () => resolve(provider.model)));
    const sent = chat.send('early');
    chat.stop();
    await sent;
    expect(chat.path.at(-1)).toMatchObject({ text: '', status: 'stopped' });
    ready!();
    await parts.loader.ensure();
    expect(provider.sessions).toHaveLength(0);
  });

  it('says what went wrong, keeps the question, and tries again in place', async () => {
    const { chat, provider } = setUp();
    provider.failure = new DOMException('no server', 'NetworkError');
    await chat.send('question');
    const failed = chat.path.at(-1)!;
    expect(failed.status).toBe('failed');
    expect(chat.problem(failed)).toMatchObject({ kind: 'network' });
    expect(texts(chat)).toEqual(['question', '']);
    const retried = chat.retry(failed.id);
    const session = await asked(provider);
    session.write('now');
    session.end();
    await retried;
    expect(texts(chat)).toEqual(['question', 'now']);
    expect(chat.problem(chat.path.at(-1)!)).toBeUndefined();
  });

  it('leaves out the oldest turns when the conversation no longer fits', async () => {
    const { chat, provider } = setUp();
    await turn(chat, provider, 'one', 'first', 1);
    await turn(chat, provider, 'two', 'second', 2);
    provider.mostTurns = 2;
    const sent = chat.send('three');
    const first = await asked(provider, 3);
    first.fail(new DOMException('full', 'QuotaExceededError'));
    await expect.poll(() => provider.sessions.length).toBe(2);
    const second = await asked(provider, 1, 2);
    expect(second.options.history).toEqual([
      { role: 'user', content: 'two' },
      { role: 'assistant', content: 'second' },
    ]);
    second.write('third');
    second.end();
    await sent;
    expect(chat.overflowed).toBe(true);
    expect(texts(chat)).toHaveLength(6);
    await turn(chat, provider, 'four', 'fourth', 2);
    expect(provider.sessions).toHaveLength(2);
  });

  it('comes back from the store with its draft, its edit and what had come of an answer', async () => {
    const { chat, provider, parts } = setUp();
    const sent = chat.send('question');
    const session = await asked(provider);
    session.write('half an');
    await expect.poll(() => chat.current?.text).toBe('half an');
    chat.setDraft('not sent');
    chat.setEditDraft({ id: chat.path[0]!.id, text: 'question, better' });
    await chat.flush();
    const again = await ChatController.open(parts, chat.conversation.id);
    expect(again!.path.at(-1)).toMatchObject({ text: 'half an', status: 'interrupted' });
    expect(again!.draft).toBe('not sent');
    expect(again!.editDraft).toEqual({ id: chat.path[0]!.id, text: 'question, better' });
    session.end();
    await sent;
  });

  it('says when it cannot be stored, and stores it with the next change', async () => {
    const { chat, provider, store } = setUp();
    const save = store.save.bind(store);
    store.save = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    await turn(chat, provider, 'one', 'first', 1);
    expect(chat.unsaved).toBe(true);
    store.save = save;
    await turn(chat, provider, 'two', 'second', 2);
    expect(chat.unsaved).toBe(false);
    expect((await store.load(chat.conversation.id))?.messages).toHaveLength(4);
  });

  it('writes nothing more once it is discarded', async () => {
    const { chat, provider, store } = setUp();
    const sent = chat.send('question');
    const session = await asked(provider);
    session.write('some');
    await expect.poll(() => chat.current?.text).toBe('some');
    await chat.flush();
    chat.discard();
    await store.remove(chat.conversation.id);
    await sent;
    await chat.flush();
    expect(await store.list()).toEqual([]);
  });

  it('begins a new session when the instructions change', async () => {
    const { chat, provider } = setUp();
    await turn(chat, provider, 'one', 'first', 1);
    chat.setSystemPrompt('Be brief.');
    const sent = chat.send('two');
    await expect.poll(() => provider.sessions.length).toBe(2);
    const session = await asked(provider, 1, 2);
    expect(session.options).toMatchObject({ systemPrompt: 'Be brief.', history: [{ content: 'one' }, { content: 'first' }] });
    session.end();
    await sent;
  });
});
