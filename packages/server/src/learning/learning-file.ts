import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SaguimError } from 'saguim';
import { makeFolder } from 'saguim/node';

/** What a site taught its moderator, in a folder: vectors and what was decided, no texts. It is replaced as a whole, or not at all. */
export class LearningFile {
  readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'learning.bin');
  }

  /** Makes the folder where it is not there. @returns nothing before the first decision @throws {SaguimError} `invalid-argument` */
  async read(): Promise<Uint8Array | undefined> {
    try {
      makeFolder(this.folder);
      return await readFile(this.path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new SaguimError('invalid-argument', 'The folder for what is learned cannot be used', {
        where: this.folder,
        hint: 'Name a folder that can be read and written.',
        cause,
      });
    }
  }

  async write(learning: Uint8Array): Promise<void> {
    const part = `${this.path}.part`;
    try {
      const file = await open(part, 'w');
      try {
        await file.writeFile(learning);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, this.path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }
}
