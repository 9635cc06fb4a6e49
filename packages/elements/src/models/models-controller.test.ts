import { recommend } from 'saguim';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UNDO_TIME } from '../undo-time.js';
import { ModelsController } from './models-controller.js';
import type { KeptModel, ModelsProvider, PullCall } from './models-provider.js';

/** A device without a network, whose downloads go on when the test says so. */
class ScriptedModels implements ModelsProvider {
  kept: KeptModel[] = [];
  removed: string[] = [];
  readonly calls = new Map<string, PullCall & { finish: () => void; fail: (error: Error) => void }>();
  recommend: ModelsProvider['recommend'] = (options) => recommend({ ...options, unverified: true, licence: 'any', probe: false });
  stored = async () => this.kept;
  estimate = async () => ({ usage: 1, quota: 10 });
  pull(name: string, call: PullCall) {
    return new Promise<void>((resolve, reject) => {
      call.signal!.addEventListener('abort', () => reject(call.signal!.reason));
      const finish = () => {
        this.kept.push({ name, bytes: 10, storedAt: 0 });
        resolve();
      };
      this.calls.set(name, { ...call, finish, fail: reject });
    });
  }
  cancel = async (name: string) => {
    this.kept = this.kept.filter((model) => model.name !== name);
  };
  remove = async (name: string) => {
    this.removed.push(name);
    this.kept = this.kept.filter((model) => model.name !== name);
  };
  importModel: ModelsProvider['importModel'] = async (model) => {
    if (!(model instanceof File)) return { name: model[0]!.path.split('/')[0]!, task: 'embedding' };
    if (!model.name.endsWith('.gguf')) throw Object.assign(new Error('no model'), { code: 'bad-file' });
    const name = model.name.replace('.gguf', '');
    this.kept.push({ name, bytes: model.size, storedAt: 1 });
    return { name, task: 'chat' };
  };
  suggestions = async () =>
    this.kept.map(({ name, bytes, partial }) => ({ name, bytes, why: partial ? ('unfinished' as const) : ('large' as const) }));
}

let provider: ScriptedModels;
let controller: ModelsController;
beforeEach(async () => {
  provider = new ScriptedModels();
  controller = new ModelsController(provider);
  await controller.start();
});

const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const here = () => controller.sections.here;
const transferOf = (name: string) => here().find((row) => row.name === name)?.transfer;

describe('the models of a device', () => {
  it('come in what is here, what suits, and the rest, each once', async () => {
    provider.kept = [
      { name: 'qwen3-0.6b', bytes: 10, storedAt: 1 },
      { name: 'mine', bytes: 10, storedAt: 1 },
    ];
    await controller.look();
    const { fitting, others } = controller.sections;
    expect(names(here())).toEqual(['mine', 'qwen3-0.6b']);
    expect(names([...fitting, ...others])).not.toContain('qwen3-0.6b');
    expect(new Set(names([...fitting, ...others])).size).toBe(fitting.length + others.length);
    expect(controller.device?.available).toBeGreaterThan(0);
  });

  it('can be filtered by what they are for and by language', async () => {
    await controller.choose({ task: 'chat', language: 'pt' });
    const { fitting, others } = controller.sections;
    const entries = [...fitting, ...others].map(({ candidate }) => candidate!.entry);
    expect(entries.length).toBeGreaterThan(3);
    expect(entries.every(({ task, languages }) => task === 'chat' && languages.includes('pt'))).toBe(true);
  });
});

describe('a download', () => {
  it('tells how far it is, pauses, goes on and arrives', async () => {
    const first = controller.download('qwen3-0.6b');
    provider.calls.get('qwen3-0.6b')!.onProgress!({ state: 'downloading', loaded: 3, total: 10, bytesPerSecond: 1 });
    expect(transferOf('qwen3-0.6b')).toMatchObject({ state: 'running', step: { loaded: 3 } });
    controller.pause('qwen3-0.6b');
    await first;
    expect(transferOf('qwen3-0.6b')).toMatchObject({ state: 'paused', step: { loaded: 3 } });
    const second = controller.download('qwen3-0.6b');
    provider.calls.get('qwen3-0.6b')!.finish();
    await second;
    expect(here()).toMatchObject([{ name: 'qwen3-0.6b', kept: { bytes: 10 } }]);
    expect(transferOf('qwen3-0.6b')).toBeUndefined();
  });

  it('says what went wrong, and can be given up', async () => {
    const failing = controller.download('qwen3-0.6b');
    provider.calls.get('qwen3-0.6b')!.fail(Object.assign(new Error('gone'), { code: 'network' }));
    await failing;
    expect(transferOf('qwen3-0.6b')).toMatchObject({ state: 'failed', problem: { kind: 'network' } });
    await controller.cancel('qwen3-0.6b');
    expect(here()).toEqual([]);
  });

  it('that an earlier visit began waits as paused', async () => {
    provider.kept = [{ name: 'qwen3-0.6b', bytes: 4, storedAt: 1, partial: { loaded: 4, total: 10 } }];
    await controller.look();
    expect(transferOf('qwen3-0.6b')).toMatchObject({ state: 'paused', step: { loaded: 4, total: 10 } });
  });
});

describe('a file of one’s own', () => {
  it('is kept under its name, or said to be no model', async () => {
    expect(await controller.importModel(new File(['x'], 'mine.gguf'))).toEqual({ name: 'mine', task: 'chat' });
    expect(names(here())).toEqual(['mine']);
    expect(await controller.importModel(new File(['x'], 'notes.txt'))).toBeUndefined();
    expect(transferOf('notes.txt')).toMatchObject({ kind: 'import', state: 'failed', problem: { kind: 'damaged' } });
    const folder = [{ path: 'mini/config.json', file: new File([], 'config.json') }];
    expect(await controller.importModel(folder)).toEqual({ name: 'mini', task: 'embedding' });
  });
});

describe('what could be removed', () => {
  it('is what nobody finished; the largest too where there is little room', async () => {
    provider.kept = [
      { name: 'half', bytes: 4, storedAt: 1, partial: { loaded: 4, total: 10 } },
      { name: 'mine', bytes: 10, storedAt: 1 },
    ];
    await controller.look();
    expect(names(controller.advice)).toEqual(['half']);
    provider.estimate = async () => ({ usage: 9, quota: 10 });
    await controller.look();
    expect(names(controller.advice)).toEqual(['half', 'mine']);
  });
});

describe('a model that is removed', () => {
  beforeEach(async () => {
    provider.kept = [{ name: 'mine', bytes: 10, storedAt: 1 }];
    await controller.look();
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('is out of sight at once, and comes back when that is taken back', async () => {
    controller.remove('mine');
    expect(here()).toEqual([]);
    controller.restore('mine');
    expect(names(here())).toEqual(['mine']);
    await vi.advanceTimersByTimeAsync(2 * UNDO_TIME);
    expect(provider.removed).toEqual([]);
  });

  it('is gone when the time is over, or when there is none left', async () => {
    controller.remove('mine');
    await vi.advanceTimersByTimeAsync(UNDO_TIME);
    expect(provider.removed).toEqual(['mine']);
    provider.kept = [{ name: 'other', bytes: 10, storedAt: 1 }];
    controller.remove('other');
    await controller.settle();
    expect(provider.removed).toEqual(['mine', 'other']);
  });
});
