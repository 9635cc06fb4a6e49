/** From which score on a label asks for something; from 0 (exclusive) to 1. A threshold that is absent is never reached. */
export interface Thresholds {
  readonly review?: number;
  /** Not below `review`. */
  readonly block?: number;
}

/** Thresholds by label. A label without any is scored and asks for nothing. */
export type LabelThresholds = Readonly<Record<string, Thresholds>>;

/** What differs from the rest of the policy: thresholds of a label here replace those of the label there. */
export interface PolicyPart {
  readonly labels?: LabelThresholds;
}

interface RuleBase {
  /** Of letters, digits, `-` and `_`; each once in a policy. */
  readonly id: string;
  readonly action: 'review' | 'block';
  /** The label that it counts as, such as `spam`. Default: its `id`. */
  readonly label?: string;
  /** Sections where it applies. Default: everywhere. */
  readonly sections?: readonly string[];
  /** Languages of texts that it applies to, such as `pt`. Default: all. */
  readonly languages?: readonly string[];
  /** For whoever wrote the text, instead of the policy's general words. */
  readonly message?: Readonly<Partial<Record<MessageLanguage, string>>>;
}

/** Words and phrases. Case and accents do not matter, and they are looked for in the plain reading too. */
export interface WordsRule extends RuleBase {
  readonly kind: 'words';
  readonly words: readonly string[];
  /** `word` (default) finds whole words, `part` also inside words. */
  readonly match?: 'word' | 'part';
  /** It counts only with one of these words within `within` words of it. */
  readonly near?: readonly string[];
  /** It does not count with one of these words within `within` words of it. */
  readonly notNear?: readonly string[];
  /** In words. Default: 5. */
  readonly within?: number;
}

/** More links than `most`, links to hosts of `deny`, or where `allow` is given links to any other host. Hosts hold for their subdomains too. */
export interface LinksRule extends RuleBase {
  readonly kind: 'links';
  /** Default: any number. */
  readonly most?: number;
  /** These hosts do not count. */
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** The same thing over and over. At least one of the three. */
export interface RepeatsRule extends RuleBase {
  readonly kind: 'repeats';
  /** More than so many equal characters in a row. */
  readonly characters?: number;
  /** More than so many times the same word in a row. */
  readonly words?: number;
  /** More than so many earlier comments with the same words, of `context.recent`. */
  readonly comments?: number;
}

/** More than `most` comments in `seconds`, this one included: of `context.recent`. */
export interface RateRule extends RuleBase {
  readonly kind: 'rate';
  readonly most: number;
  readonly seconds: number;
}

/** Names and reclaimed words that are judged neither by word lists nor by the model. It asks for nothing itself. */
export interface AllowRule extends Omit<RuleBase, 'action' | 'label' | 'message'> {
  readonly kind: 'allow';
  readonly words: readonly string[];
}

export type PolicyRule = WordsRule | LinksRule | RepeatsRule | RateRule | AllowRule;
export const ruleKinds = ['words', 'links', 'repeats', 'rate', 'allow'] as const satisfies readonly PolicyRule['kind'][];

/**
 * A label of the site's own. With at least eight examples it is learned from them (few-shot), with fewer it is told by its description and
 * them (zero-shot). `anyOf` and `noneOf` make it of other labels instead, without a model: the greatest of their scores, or 1 less that.
 */
export interface PolicyCategory {
  readonly name: string;
  /** What belongs to it, in a sentence, in any language that the model knows. */
  readonly description: string;
  readonly examples?: readonly string[];
  /** Texts that are like it and do not belong to it. */
  readonly counterExamples?: readonly string[];
  readonly anyOf?: readonly string[];
  readonly noneOf?: readonly string[];
}

/** Languages in which whoever wrote a text is told. */
export type MessageLanguage = 'en' | 'pt';
export const messageLanguages: readonly MessageLanguage[] = ['en', 'pt'];

/** What whoever wrote a text is told. What is absent is said in words that come along. */
export interface PolicyMessages {
  readonly review?: string;
  readonly block?: string;
  /** The text could not be judged. */
  readonly error?: string;
  /** By label, instead of `review` and `block`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a site asks of comments, as data: JSON, checked by `checkPolicy()`, compared by `diffPolicies()`. */
export interface Policy {
  /** Of this description. */
  readonly format: 1;
  readonly id: string;
  /** A whole number that grows with every change. */
  readonly version: number;
  readonly labels: LabelThresholds;
  /** By language of the text (`en`, `pt`, another tag, or `other` for those that the model does not know). */
  readonly languages?: Readonly<Record<string, PolicyPart>>;
  /** By section of the site, whatever the language: it wins over `languages`. */
  readonly sections?: Readonly<Record<string, PolicyPart>>;
  readonly rules?: readonly PolicyRule[];
  readonly categories?: readonly PolicyCategory[];
  readonly messages?: Readonly<Partial<Record<MessageLanguage, PolicyMessages>>>;
  /** What becomes of comments that cannot be judged (no model, a dead worker): `hold` (default) has a person look at them. */
  readonly onFailure?: 'hold' | 'publish';
}
