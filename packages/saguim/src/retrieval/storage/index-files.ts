import { SaguimError } from '@saguim/engine/spec';
import type { Folder } from '../../platform/folder.js';
import { type Analyzer, analyzerVersion } from '../analysis/analyzer.js';
import { memoryFile } from '../segment/memory-file.js';
import { rebuildSegment } from '../segment/rebuild-segment.js';
import { BufferedSink, type Sink } from '../segment/section-writer.js';
import { type MakeScanner, Segment } from '../segment/segment.js';
import { damaged, type IndexModel, readRange } from '../segment/segment-format.js';
import { decodeManifest, encodeManifest, isIndexFile, type Manifest, manifestName } from './manifest.js';
import { recoverManifest } from './recover-manifest.js';

/** Reads and writes the files of an index; knows what a damaged one still gives. */
export class IndexFiles {
  readonly #folder: Folder;
  readonly #analyzer: Analyzer;
  readonly #makeScanner: MakeScanner;
  readonly #noteDamage: (error: unknown) => void;

  constructor(folder: Folder, analyzer: Analyzer, makeScanner: MakeScanner, noteDamage: (error: unknown) => void) {
    this.#folder = folder;
    this.#analyzer = analyzer;
    this.#makeScanner = makeScanner;
    this.#noteDamage = noteDamage;
  }

  async readManifest(names: readonly string[], newest: number): Promise<Manifest | undefined> {
    if (newest >= 0) {
      try {
        const file = await this.#folder.openRead(manifestName(newest));
        try {
          return decodeManifest(readRange(file, 0, file.size()), manifestName(newest));
        } finally {
          file.close();
        }
      } catch (error) {
        if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
        this.#noteDamage(error);
      }
    }
    // No list, or a damaged one: the files say by themselves what they are. Older lists are not trusted: they lack what came after.
    const recovered = await recoverManifest(this.#folder, names, newest, (error) => this.#noteDamage(error));
    if (newest < 0 && recovered) this.#noteDamage(damaged('manifest', 'the list of its files is missing', 0, 0));
    return recovered;
  }

  /** Writes the list of files, which makes them the index, then removes those that are in it no more. */
  async writeManifest(manifest: Manifest): Promise<void> {
    const name = manifestName(manifest.generation);
    const temporary = `${name}.tmp`;
    const file = await this.#folder.openWrite(temporary);
    try {
      file.truncate(0);
      file.write(0, encodeManifest(manifest));
      file.flush();
    } finally {
      file.close();
    }
    await this.#folder.rename(temporary, name);
    const { journal, segments, setAside, staged } = manifest;
    const keep = new Set([name, journal, ...segments, ...setAside, ...(staged?.segments ?? [])]);
    for (const other of await this.#folder.list()) if (isIndexFile(other) && !keep.has(other)) await this.#folder.remove(other);
  }

  /** A segment that was just written. */
  async openWhole(name: string): Promise<Segment> {
    return Segment.open(await this.#folder.openRead(name), name, this.#makeScanner);
  }

  /** A record of the journal. @throws {SaguimError} `bad-file` */
  async openRecord(payload: Uint8Array, name: string, model: IndexModel): Promise<Segment> {
    const segment = await Segment.open(memoryFile(payload, name), name, this.#makeScanner);
    if (segment.footer.analyzer === analyzerVersion) return checkModel(segment, model);
    const bytes = rebuildSegment(memoryFile(payload, name), name, this.#analyzer, (error) => this.#noteDamage(error));
    return checkModel(await Segment.open(memoryFile(bytes, name), name, this.#makeScanner), model);
  }

  /**
   * A segment of the index, made anew in memory where that helps.
   * @param last whether a missing file is damage, and not one that a writer has replaced
   * @returns undefined when it cannot be read, which was told
   */
  async openSegment(name: string, model: IndexModel, last: boolean): Promise<Segment | undefined> {
    let segment: Segment;
    try {
      segment = await Segment.open(await this.#folder.openRead(name), name, this.#makeScanner);
      if (segment.footer.analyzer === analyzerVersion) return checkModel(segment, model);
      segment.close();
    } catch (error) {
      if (!(error instanceof SaguimError)) throw error;
      if (error.code === 'not-found' && last) this.#noteDamage(damaged(name, 'the file is missing', 0, 0, error));
      else if (error.code !== 'bad-file') throw error;
      else this.#noteDamage(error);
      if (error.code === 'not-found') return undefined;
    }
    // Damaged beside its documents and vectors, or of another version of the analyzer: made anew in memory, and on disk when it is merged.
    try {
      const file = await this.#folder.openRead(name);
      let bytes: Uint8Array;
      try {
        bytes = rebuildSegment(file, name, this.#analyzer, (error) => this.#noteDamage(error));
      } finally {
        file.close();
      }
      segment = await Segment.open(memoryFile(bytes, name), name, this.#makeScanner);
      segment.isRebuilt = true;
      return checkModel(segment, model);
    } catch (error) {
      if (!(error instanceof SaguimError) || (error.code !== 'bad-file' && error.code !== 'not-found')) throw error;
      this.#noteDamage(error);
      return undefined;
    }
  }

  /** Writes a segment's file whole, or not at all. */
  async writeSegment(name: string, write: (sink: Sink) => Promise<void> | void): Promise<string> {
    const file = await this.#folder.openWrite(name);
    try {
      file.truncate(0);
      let position = 0;
      const sink = new BufferedSink({
        append: (bytes) => {
          file.write(position, bytes);
          position += bytes.length;
        },
      });
      await write(sink);
      sink.end();
      file.flush();
    } catch (error) {
      file.close();
      await this.#folder.remove(name);
      throw error;
    }
    file.close();
    return name;
  }
}

function checkModel(segment: Segment, { fingerprint, dimensions }: IndexModel): Segment {
  const { model } = segment.footer;
  if (model.fingerprint === fingerprint && model.dimensions === dimensions) return segment;
  segment.close();
  throw damaged(segment.name, 'it was made with another model', 0, segment.footer.documents);
}
