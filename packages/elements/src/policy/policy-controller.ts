import { checkPolicy, diffPolicies, type Policy, type Verdict } from 'saguim';
import type { Explanation } from '../classify/classify-provider.js';
import { hostClock, Saver, type SaverClock } from '../store/saver.js';
import type { ShelfController } from '../store/shelf.js';
import { type DisguiseWay, disguise, disguiseWays } from './disguises.js';
import { LiveComment } from './live-comment.js';
import { rulesOf } from './outcome.js';
import type { Explain, Judge } from './policy-provider.js';
import type { PolicyRecord, PolicyStore } from './policy-record.js';

export interface PolicyParts {
  readonly judge: Judge;
  readonly explain: Explain;
  readonly store: PolicyStore;
  readonly clock?: SaverClock;
}

const DRAFT_INTERVAL = 200;

/** One policy: what is changed of it, and the comments that it is tried with. Fires `change`. */
export class PolicyController extends EventTarget implements ShelfController<PolicyRecord> {
  readonly live: LiveComment;
  readonly #parts: PolicyParts;
  readonly #saver: Saver;
  #record: PolicyRecord;
  #locale = 'en';
  #section: string | undefined;
  #written: string | undefined;
  #changes: readonly string[];
  #examples: { readonly rules: string; readonly texts: readonly string[]; readonly verdicts: readonly Verdict[] } | undefined;
  #disguised: { readonly plain: string; readonly ways: readonly { way: DisguiseWay; verdict: Verdict }[] } | undefined;
  #explained: { readonly text: string; readonly label: string; readonly explanation?: Explanation } | undefined;
  #closed = false;

  constructor(parts: PolicyParts, record: PolicyRecord) {
    super();
    this.#parts = parts;
    this.#record = record;
    this.#changes = record.draft ? diffPolicies(record.policy, record.draft) : [];
    this.#saver = new Saver(() => this.#write(), DRAFT_INTERVAL, parts.clock ?? hostClock);
    this.live = new LiveComment(
      async (text, signal) => (await this.#judge([text], signal))[0]!,
      () => this.#tell(),
      () => this.#saver.touch(),
    );
  }

  async start(): Promise<this> {
    const draft = await this.#parts.store.get('drafts', this.#record.id);
    this.#written = draft?.json;
    if (draft?.text) this.live.restore(draft.text, draft.plain);
    return this;
  }

  get record(): PolicyRecord {
    return this.#record;
  }
  /** With what is not saved yet. */
  get policy(): Policy {
    return this.#record.draft ?? this.#record.policy;
  }
  /** What differs from what is saved, a line each. */
  get changes(): readonly string[] {
    return this.#changes;
  }
  /** JSON that was written and not applied. */
  get written(): string | undefined {
    return this.#written;
  }
  get section(): string | undefined {
    return this.#section;
  }
  /** The latest examples that were judged, where what was said of them still holds. */
  get examples(): { readonly texts: readonly string[]; readonly verdicts: readonly Verdict[] } | undefined {
    return this.#examples?.rules === rulesOf(this.policy) ? this.#examples : undefined;
  }
  /** What became of the live text in every disguise; nothing once it is another text. */
  get disguised(): readonly { readonly way: DisguiseWay; readonly verdict: Verdict }[] {
    return this.#disguised?.plain === (this.live.plain ?? this.live.text) ? this.#disguised.ways : [];
  }

  /** The label whose words are shown, and those once they are found; nothing for another text. */
  get explained(): { readonly label: string; readonly explanation?: Explanation } | undefined {
    return this.#explained?.text === this.live.text ? this.#explained : undefined;
  }

  /** In which language reasons are told. */
  tellIn(locale: string): void {
    if (locale === this.#locale) return;
    this.#locale = locale;
    void this.live.again();
  }

  setSection(section: string | undefined): void {
    this.#section = section;
    this.#disguised = undefined;
    void this.live.again();
  }

  /** Keeps JSON that is being written. */
  write(json: string): void {
    this.#written = json;
    this.#saver.touch();
  }

  /** Changes the policy; it is not saved yet. @throws {SaguimError} as `checkPolicy()`, and nothing is changed */
  edit(policy: Policy): void {
    const checked = checkPolicy(policy);
    const changes = diffPolicies(this.#record.policy, checked);
    const { draft: _, ...rest } = this.#record;
    this.#record = changes.length > 0 ? { ...rest, draft: checked } : rest;
    this.#changes = changes;
    this.#written = undefined;
    this.#disguised = undefined;
    this.#saver.touch();
    void this.live.again();
  }

  /** Saves the changes as a new version. */
  async save(): Promise<void> {
    const { draft, ...rest } = this.#record;
    if (!draft) return;
    const version = Math.max(draft.version, rest.policy.version + 1);
    await this.#replace({ ...rest, policy: { ...draft, version } });
  }

  /** Forgets the changes. @returns what brings them back */
  async discard(): Promise<() => void> {
    const { draft, ...rest } = this.#record;
    await this.#replace(rest);
    return () => draft && this.edit(draft);
  }

  /** Finds the words that moved a label of the live text; asked for once more, they are shown no longer. */
  async explain(label: string): Promise<void> {
    const { text } = this.live;
    const asked = this.explained?.label === label ? undefined : { text, label };
    this.#explained = asked;
    this.#tell();
    if (!asked) return;
    const options = { policy: this.policy, section: this.#section, locale: this.#locale };
    const explanation = await this.#parts.explain(text, label, options).catch(() => ({ label, words: [] }));
    if (this.#explained !== asked) return;
    this.#explained = { ...asked, explanation };
    this.#tell();
  }

  /** Judges examples, unless that is done. */
  async judgeExamples(texts: readonly string[]): Promise<void> {
    const rules = rulesOf(this.policy);
    if (this.#examples?.rules === rules && this.#examples.texts === texts) return;
    this.#examples = { rules, texts, verdicts: [] };
    try {
      const verdicts = await this.#judge(texts);
      if (this.#examples.texts === texts && this.#examples.rules === rules) this.#examples = { rules, texts, verdicts };
    } catch {
      // They are only a help: without them, sliders show what else was judged.
    }
    this.#tell();
  }

  /** Judges the live text in every disguise. */
  async tryDisguises(): Promise<void> {
    const plain = this.live.plain ?? this.live.text;
    const all = disguiseWays.map((way) => ({ way, text: disguise(plain, way) })).filter(({ text }) => text !== plain);
    if (all.length === 0) return;
    const verdicts = await this.#judge(all.map(({ text }) => text)).catch(() => undefined);
    if (verdicts) this.#disguised = { plain, ways: all.map(({ way }, at) => ({ way, verdict: verdicts[at]! })) };
    this.#tell();
  }

  async update(change: Partial<PolicyRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    this.#tell();
    if (!this.#closed) await this.#parts.store.write({ put: { policies: [this.#record] } });
  }

  async refresh(): Promise<void> {
    const stored = await this.#parts.store.get('policies', this.#record.id);
    if (!stored) return;
    const other = diffPolicies(this.policy, stored.draft ?? stored.policy).length > 0;
    this.#record = stored;
    this.#changes = stored.draft ? diffPolicies(stored.policy, stored.draft) : [];
    if (other) void this.live.again();
    this.#tell();
  }

  async release(): Promise<void> {
    this.live.stop();
    this.#examples = undefined;
  }

  async close(): Promise<void> {
    if (!this.#closed) await this.#saver.flush();
    this.#closed = true;
    this.live.stop();
  }

  /** Writes what is not written yet. */
  flush(): Promise<void> {
    return this.#saver.flush();
  }

  async #replace(record: PolicyRecord): Promise<void> {
    this.#record = record;
    this.#changes = [];
    this.#written = undefined;
    this.#saver.touch();
    void this.live.again();
    await this.#saver.flush();
    await this.update({});
  }

  #judge(texts: readonly string[], signal?: AbortSignal): Promise<readonly Verdict[]> {
    return this.#parts.judge(texts, { policy: this.policy, section: this.#section, locale: this.#locale, signal });
  }

  async #write(): Promise<void> {
    if (this.#closed) return;
    const { text, plain } = this.live;
    const draft = {
      id: this.#record.id,
      text,
      ...(plain !== undefined && { plain }),
      ...(this.#written !== undefined && { json: this.#written }),
    };
    await this.#parts.store.write({ put: { policies: [this.#record], drafts: [draft] } });
  }

  #tell(): void {
    if (!this.#closed) this.dispatchEvent(new Event('change'));
  }
}
