import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOutputFile, writeOutputFile } from './output-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saguim-output-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file to write', () => {
  it('is refused where none can be', () => {
    expect(() => checkOutputFile(join(folder, 'new.head'))).not.toThrow();
    expect(() => checkOutputFile('')).toThrow(/Name a file/);
    expect(() => checkOutputFile(folder)).toThrow(/this is none/);
    expect(() => checkOutputFile(join(folder, 'none', 'new.head'))).toThrow(/no such folder/);
    writeFileSync(join(folder, 'file'), '');
    expect(() => checkOutputFile(join(folder, 'file', 'new.head'))).toThrow(/no such folder/);
  });

  it('is there whole, or as it was', async () => {
    const file = join(folder, 'out');
    await writeOutputFile(file, async (part) => void (await part.writeFile('first')));
    const failing = writeOutputFile(file, async (part) => {
      await part.writeFile('sec');
      throw new Error('full');
    });
    await expect(failing).rejects.toThrow('full');
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });
});
