import { describe, expect, it } from 'vitest';
import { ModelLoader } from '../chat/model-loader.js';
import { MemoryTables, type TableChange, type TableEvent } from '../store/table-store.js';
import type { CodeProvider } from './code-provider.js';
import { defaultSettings } from './completion-settings.js';
import { type WorkFile, type WorkTables, workTables } from './work-file.js';
import { Workbench } from './workbench.js';

/** A store whose writes take their time, and which another tab writes to as well. */
class SlowTables extends MemoryTables<WorkTables> {
  #waiting: (() => void)[] = [];
  #elsewhere: ((event: TableEvent) => void)[] = [];
  slow = false;

  override async write(change: TableChange<WorkTables>): Promise<void> {
    if (this.slow) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await super.write(change);
  }

  override subscribe(listener: (event: TableEvent) => void): () => void {
    this.#elsewhere.push(listener);
    return super.subscribe(listener);
  }

  writtenElsewhere(): void {
    for (const listener of this.#elsewhere) listener({ type: 'changed', own: false });
  }

  finish(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const provider = { model: {}, support: undefined, opened: Promise.resolve(), choose() {} } as unknown as CodeProvider;

async function open() {
  const store = new SlowTables(workTables);
  const workbench = new Workbench(new ModelLoader(provider), store);
  await workbench.start();
  return { store, workbench };
}

describe('Workbench', () => {
  it('begins with the samples, of which one is open', async () => {
    const { workbench } = await open();
    expect(workbench.files.length).toBeGreaterThan(3);
    expect(workbench.tabs).toHaveLength(1);
  });

  it('has nothing drawn when what was typed is written, unless it is as it was saved again', async () => {
    const { store, workbench } = await open();
    const [{ id, text }] = workbench.tabs as [WorkFile];
    let changes = 0;
    workbench.addEventListener('change', () => changes++);
    const typed = async (now: string) => {
      workbench.type(id, () => now);
      await workbench.flush();
      expect((await store.get('files', id))?.text).toBe(now);
      return changes;
    };
    expect(await typed(`${text}a`)).toBe(1);
    expect(await typed(`${text}ab`)).toBe(1);
    expect(await typed(text)).toBe(2);
    expect(workbench.isEdited(id)).toBe(false);
  });

  it('keeps a setting that is still being written when another tab writes', async () => {
    const { store, workbench } = await open();
    store.slow = true;
    const first = workbench.set({ ...workbench.settings, automatic: false });
    store.writtenElsewhere();
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(workbench.settings.automatic).toBe(false);
    const second = workbench.set({ ...workbench.settings, delay: 5 });
    store.finish();
    await Promise.all([first, second]);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    const expected = { ...defaultSettings, automatic: false, delay: 5 };
    expect(workbench.settings).toEqual(expected);
    expect((await store.get('state', 'state'))?.settings).toEqual(expected);
  });
});
