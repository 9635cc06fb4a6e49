/** On what a label's scores stand: `trained` on at least a hundred labelled texts and measured, on a few examples, or on its description alone. */
export type LabelQuality = 'trained' | 'few-shot' | 'zero-shot';

/** A label that a moderator offers, and what is known of it. */
export interface ModerationLabel {
  readonly name: string;
  readonly quality: LabelQuality;
  /** What it means, in a sentence. */
  readonly description: string;
  /** Language tags that the quality holds for; in others the label is judged by what was learned in these. */
  readonly languages: readonly string[];
  /** What it was trained and measured on, and where it fails. */
  readonly evidence?: string;
}

/** Labels that come along, with the same names here, over HTTP, in the shell and in Studio. The last five stand on few examples or none, and are scored where a policy asks for them. */
export const labelNames = [
  'toxicity',
  'insult',
  'obscene',
  'identity-attack',
  'spam',
  'severe-toxicity',
  'threat',
  'sexual',
  'violence',
  'self-harm',
] as const;

export type LabelName = (typeof labelNames)[number];
