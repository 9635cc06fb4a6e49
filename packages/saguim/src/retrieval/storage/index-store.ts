import { SaguimError } from '@saguim/engine/spec';
import type { Folder } from '../../platform/folder.js';
import type { Analyzer } from '../analysis/analyzer.js';
import { MemorySink, type Sink } from '../segment/section-writer.js';
import type { MakeScanner, Segment } from '../segment/segment.js';
import { type BuiltDocument, buildSegment } from '../segment/segment-builder.js';
import { damaged, formatVersion, type IndexModel, type Removes } from '../segment/segment-format.js';
import { mergeSegments } from '../segment/segment-merger.js';
import { applyRemoves } from './apply-removes.js';
import { pickMerge } from './compaction.js';
import { DamageList } from './damage-list.js';
import { IndexFiles } from './index-files.js';
import { encodeRecord, type JournalScan } from './journal.js';
import { appendRecord, readRecords } from './journal-file.js';
import { journalName, type Manifest, manifestGeneration, segmentName } from './manifest.js';

export interface StoreOptions {
  readonly folder: Folder;
  readonly analyzer: Analyzer;
  readonly makeScanner: MakeScanner;
  /** What new vectors are made with. Undefined: whatever the index has. */
  readonly model?: IndexModel;
  readonly mode: 'write' | 'read';
  /** Lets others run; throws when the work is to end. */
  readonly pause: () => Promise<void>;
}

/** The journal becomes a segment when it is longer, or has more records, than this. */
export const journalLimits = { bytes: 4 << 20, records: 48 };

/** A change: what is taken away, then what is added. */
export interface Change {
  readonly removes: Removes;
  readonly documents: readonly BuiltDocument[];
}

/** The files of an index: which segments it has, now and after every change of anybody. */
export class IndexStore {
  readonly #options: StoreOptions;
  readonly #files: IndexFiles;
  #manifest: Manifest | undefined;
  /** Segments of the manifest by name, and of the journal's records in order. */
  #segments = new Map<string, Segment>();
  #recent: Segment[] = [];
  #journalEnd = 0;
  #journalDamaged = false;
  #lastSequence = 0;
  readonly damage = new DamageList();
  #closed = false;
  #writing = false;
  /** Somebody has written what is not yet taken in. */
  #stale = true;
  #turn: Promise<unknown> = Promise.resolve();
  /** All segments, oldest first. Replaced as a whole. */
  segments: readonly Segment[] = [];

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#files = new IndexFiles(options.folder, options.analyzer, options.makeScanner, (error) => this.damage.note(error));
  }

  get folder(): Folder {
    return this.#options.folder;
  }

  /** What the index was made with; undefined while nothing is in it. */
  get model(): IndexModel | undefined {
    return this.#manifest?.model;
  }

  get staged(): Manifest['staged'] {
    return this.#manifest?.staged;
  }

  /** Takes in what others have written, unless somebody is writing: then what was there before is as good. */
  async refresh(): Promise<void> {
    this.#checkOpen();
    if (this.#writing) return;
    if (!this.folder.mayHaveChanged() && !this.#stale && this.#manifest !== undefined) return;
    this.#stale = true;
    const load = () => this.#inTurn(() => this.#load());
    if (this.#manifest === undefined) await this.folder.withLock('shared', undefined, load);
    else await this.folder.trySharedLock(load);
  }

  #checkOpen(): void {
    if (this.#closed) throw new SaguimError('closed', 'The index was closed', { where: this.folder.where });
  }

  /** One after the other: each begins with what the one before has made of the state. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #load(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#loadOnce(attempt >= 3);
        this.#stale = false;
        return;
      } catch (error) {
        // A writer has replaced the files between reading their list and opening them.
        if (attempt >= 3 || !(error instanceof SaguimError) || error.code !== 'not-found') throw error;
      }
    }
  }

  async #loadOnce(last: boolean): Promise<void> {
    const names = await this.folder.list();
    const generations = names.map(manifestGeneration).filter((generation) => generation !== undefined);
    const newest = Math.max(-1, ...generations);
    if (this.#manifest === undefined || newest !== this.#manifest.generation) {
      const manifest = await this.#files.readManifest(names, newest);
      if (manifest === undefined) return this.#publish();
      await this.#openSegments(manifest, last);
    }
    if (this.#manifest && names.includes(this.#manifest.journal)) await this.#readJournal(last);
    this.#publish();
  }

  async #openSegments(manifest: Manifest, last: boolean): Promise<void> {
    const segments = new Map<string, Segment>();
    const opened: Segment[] = [];
    try {
      for (const name of manifest.segments) {
        const known = this.#segments.get(name);
        const segment = known ?? (await this.#files.openSegment(name, manifest.model, last));
        if (!segment) continue;
        if (!known) opened.push(segment);
        segments.set(name, segment);
      }
    } catch (error) {
      for (const segment of opened) segment.close();
      throw error;
    }
    for (const [name, segment] of this.#segments) if (segments.get(name) !== segment) segment.close();
    this.#segments = segments;
    if (this.#manifest?.journal !== manifest.journal) {
      for (const segment of this.#recent) segment.close();
      this.#recent = [];
      this.#journalEnd = 0;
      this.#journalDamaged = false;
    }
    this.#manifest = manifest;
    this.#lastSequence = Math.max(this.#lastSequence, manifest.sequence);
    this.#applyAll(opened);
  }

  async #readJournal(last: boolean): Promise<void> {
    const name = this.#manifest!.journal;
    let scan: JournalScan | undefined;
    try {
      scan = await readRecords(this.folder, name, this.#journalEnd);
    } catch (error) {
      // Cut by its writer in the meantime: seen again the next time.
      if (!last && error instanceof SaguimError && error.code === 'bad-file')
        throw new SaguimError('not-found', 'The journal became shorter', { where: name, cause: error });
      throw error;
    }
    if (!scan) return;
    for (const { offset, bytes: length } of scan.damage) {
      this.#journalDamaged = true;
      this.damage.note(damaged(name, 'a record', offset, length));
    }
    for (const { sequence, payload } of scan.records) {
      if (sequence <= this.#manifest!.sequence) continue;
      try {
        await this.#takeRecord(payload, name);
      } catch (error) {
        if (!(error instanceof SaguimError) || error.code !== 'bad-file') throw error;
        this.#journalDamaged = true;
        this.damage.note(error);
      }
      this.#lastSequence = Math.max(this.#lastSequence, sequence);
    }
    this.#journalEnd = scan.end;
  }

  async #takeRecord(payload: Uint8Array, name: string): Promise<void> {
    const segment = await this.#files.openRecord(payload, name, this.#manifest!.model);
    this.#recent.push(segment);
    this.#applyAll([segment]);
    this.#publish();
  }

  /** Takes out of older segments what newer ones remove, where either was opened just now. */
  #applyAll(opened: readonly Segment[]): void {
    const all = [...this.#segments.values(), ...this.#recent];
    for (const [index, { removes }] of all.entries()) {
      if (!removes.all && removes.ids.length === 0) continue;
      const isNew = opened.includes(all[index]!);
      for (const older of all.slice(0, index))
        if (isNew || opened.includes(older)) applyRemoves(older, removes, (error) => this.damage.note(error));
    }
  }

  #publish(): void {
    this.segments = [...this.#segments.values(), ...this.#recent];
  }

  /**
   * Runs `work` as the only writer, on what is there at this moment.
   * @throws {SaguimError} `unsupported` when the index was opened for reading
   */
  async exclusively<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#options.mode === 'read') {
      throw new SaguimError('unsupported', 'The index was opened for reading', {
        where: this.folder.where,
        hint: "Open it with mode: 'write'.",
      });
    }
    return this.folder.withLock('exclusive', signal, async () => {
      this.#checkOpen();
      await this.#inTurn(() => this.#load());
      this.#writing = true;
      try {
        return await work();
      } finally {
        this.#writing = false;
        this.folder.announce();
      }
    });
  }

  /** Appends a change; it counts when this settles. Inside `exclusively`. */
  async append({ removes, documents }: Change): Promise<void> {
    const manifest = await this.#ensureManifest();
    const sequence = this.#lastSequence + 1;
    const sink = new MemorySink();
    buildSegment(sink, { model: manifest.model, from: sequence, through: sequence, removes, documents }, this.#options.analyzer);
    const payload = sink.bytes;
    this.#journalEnd = await appendRecord(this.folder, manifest.journal, this.#journalEnd, encodeRecord(payload, sequence));
    this.#lastSequence = sequence;
    await this.#takeRecord(payload, manifest.journal);
    if (this.#journalEnd > journalLimits.bytes || this.#recent.length > journalLimits.records) await this.seal();
  }

  async #ensureManifest(): Promise<Manifest> {
    if (this.#manifest && this.#manifest.generation > 0) return this.#manifest;
    const model = this.#manifest?.model ?? this.#options.model;
    if (!model) throw new SaguimError('invalid-argument', 'The index is empty, and no model was given to begin it with');
    await this.#commit({ segments: [...this.#segments.keys()], journal: this.#manifest?.journal ?? journalName(1), model });
    return this.#manifest!;
  }

  /** Writes a new list of files, which makes them the index, then removes those that are in it no more. */
  async #commit(change: Partial<Manifest>): Promise<void> {
    const before = this.#manifest;
    const generation = Math.max(0, before?.generation ?? 0) + 1;
    const manifest: Manifest = {
      format: formatVersion,
      model: before?.model ?? this.#options.model!,
      segments: before?.segments ?? [],
      journal: before?.journal ?? journalName(generation),
      sequence: before?.sequence ?? 0,
      setAside: before?.setAside ?? [],
      ...(before?.staged ? { staged: before.staged } : {}),
      ...change,
      generation,
    };
    await this.#files.writeManifest(manifest);
    this.#manifest = manifest;
  }

  /** Makes a segment of the journal. Inside `exclusively`. */
  async seal(): Promise<void> {
    if (this.#recent.length === 0) return;
    const recent = this.#recent;
    await this.#replace([...this.#segments.keys()], [], recent);
  }

  /** Whether `compact` would find something. */
  get wantsCompaction(): boolean {
    return this.#nextMerge() !== undefined;
  }

  #nextMerge(): [from: number, to: number] | undefined {
    const list = [...this.#segments.values()];
    const rebuilt = list.findIndex(({ isRebuilt }) => isRebuilt);
    if (rebuilt >= 0) return [rebuilt, rebuilt + 1];
    return pickMerge(list.map(({ footer, passageCount }) => ({ passages: footer.passages, live: passageCount })));
  }

  /** Merges what is worth it, now and then letting others run. Inside `exclusively`. @returns whether there was anything */
  async compact(): Promise<boolean> {
    const range = this.#nextMerge();
    if (!range) return false;
    const [from, to] = range;
    const list = [...this.#segments.entries()];
    const name = (index: number) => list[index]![0];
    const before = list.slice(0, from).map((_, index) => name(index));
    const after = list.slice(to).map((_, index) => name(to + index));
    await this.#replace(
      before,
      after,
      list.slice(from, to).map(([, segment]) => segment),
    );
    return true;
  }

  /** Puts one segment in the place of several neighbours; those of the journal take the journal with them. */
  async #replace(before: readonly string[], after: readonly string[], merged: readonly Segment[]): Promise<void> {
    const isJournal = merged[0] === this.#recent[0];
    const { pause } = this.#options;
    const first = before.length === 0;
    const problems: SaguimError[] = [];
    const [from, through] = [merged[0]!.footer.from, merged[merged.length - 1]!.footer.through];
    const isEmpty = merged.every(
      ({ documentCount, removes }) => documentCount === 0 && (first || (!removes.all && removes.ids.length === 0)),
    );
    const wanted = isEmpty
      ? undefined
      : await this.#files.writeSegment(segmentName(from, through, this.#manifest!.generation + 1), (sink) =>
          mergeSegments(sink, merged, { first, pause, onDamage: (error) => problems.push(error) }),
        );
    for (const problem of problems) this.damage.note(problem);
    const segment = wanted === undefined ? undefined : await this.#files.openWhole(wanted);
    const damagedFiles = problems.length === 0 ? [] : [...new Set(merged.map(({ name }) => name))];
    const setAside = [
      ...this.#manifest!.setAside,
      ...damagedFiles,
      ...(isJournal && this.#journalDamaged ? [this.#manifest!.journal] : []),
    ];
    try {
      const generation = this.#manifest!.generation + 1;
      await this.#commit({
        segments: [...before, ...(wanted === undefined ? [] : [wanted]), ...after],
        setAside: [...new Set(setAside)],
        ...(isJournal ? { journal: journalName(generation), sequence: this.#lastSequence } : {}),
      });
    } catch (error) {
      segment?.close();
      throw error;
    }
    const segments = new Map<string, Segment>();
    for (const name of before) segments.set(name, this.#segments.get(name)!);
    if (segment) segments.set(wanted!, segment);
    for (const name of after) segments.set(name, this.#segments.get(name)!);
    this.#segments = segments;
    if (isJournal) {
      this.#recent = [];
      this.#journalEnd = 0;
      this.#journalDamaged = false;
    }
    for (const old of merged) old.close();
    if (segment) this.#applyAll([segment]);
    this.#publish();
  }

  /** Takes all documents away and their files with them. Inside `exclusively`. */
  async clear(): Promise<void> {
    if (!this.#manifest) return;
    const old = [...this.#segments.values(), ...this.#recent];
    const generation = Math.max(0, this.#manifest.generation) + 1;
    await this.#commit({ segments: [], journal: journalName(generation), sequence: this.#lastSequence, staged: undefined });
    this.#swap(new Map(), old);
  }

  #swap(segments: Map<string, Segment>, old: readonly Segment[]): void {
    this.#segments = segments;
    this.#recent = [];
    this.#journalEnd = 0;
    this.#journalDamaged = false;
    for (const segment of old) if (![...segments.values()].includes(segment)) segment.close();
    this.#publish();
  }

  /** Puts segments in the place of everything. Inside `exclusively`. @param names files written by `stage` */
  async replaceAll(names: readonly string[], model: IndexModel): Promise<void> {
    const segments = new Map<string, Segment>();
    for (const name of names) segments.set(name, await this.#files.openWhole(name));
    const old = [...this.#segments.values(), ...this.#recent];
    const generation = Math.max(0, this.#manifest?.generation ?? 0) + 1;
    this.#lastSequence = Math.max(this.#lastSequence, ...[...segments.values()].map(({ footer }) => footer.through));
    await this.#commit({ segments: names, model, journal: journalName(generation), sequence: this.#lastSequence, staged: undefined });
    this.#swap(segments, old);
  }

  /** Writes a segment that is not yet of the index, and is found again after a restart. Inside `exclusively`. @returns its name */
  async stage(model: IndexModel, write: (sink: Sink, sequence: number) => Promise<void> | void): Promise<string> {
    const sequence = ++this.#lastSequence;
    const name = await this.#files.writeSegment(segmentName(sequence, sequence, (this.#manifest?.generation ?? 0) + 1), (sink) =>
      write(sink, sequence),
    );
    const before = this.staged?.model.fingerprint === model.fingerprint ? this.staged.segments : [];
    await this.#commit({ staged: { model, segments: [...before, name] }, model: this.#manifest?.model ?? model });
    return name;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const segment of [...this.#segments.values(), ...this.#recent]) segment.close();
    this.segments = [];
    this.folder.close();
  }
}
