import type { LabelName, ModerationLabel } from './labels.js';

/** Which outputs of the moderation head make a label: in English, in Portuguese. The greatest counts. */
interface LabelSources {
  readonly label: LabelName;
  readonly en: readonly string[];
  readonly pt: readonly string[];
  /** The output that holds for every text that is one of these by how its data was marked: no score is above it. */
  readonly within?: string;
  readonly description: string;
  readonly evidence: string;
}

const kinds = ['homophobia_pt', 'racism_pt', 'misogyny_pt', 'xenophobia_pt'];

const sources: readonly LabelSources[] = [
  {
    label: 'toxicity',
    en: ['toxic'],
    pt: ['toxic_pt_majority'],
    description: 'Rude or disrespectful: likely to make somebody leave the conversation.',
    evidence:
      'English: comments of Wikipedia (Jigsaw), toxic to most of those who read them. Portuguese: tweets of Brazil (ToLD-Br), toxic to two of three. Comments of elsewhere are ranked well, with probabilities that are too low.',
  },
  {
    label: 'insult',
    en: ['insult'],
    pt: ['insult_pt'],
    description: 'Insults a person or a group.',
    evidence: 'English: 145 insults among comments of Wikipedia (Jigsaw). Portuguese: 3,486 tweets (ToLD-Br).',
  },
  {
    label: 'obscene',
    en: ['obscene'],
    pt: ['obscene_pt'],
    description: 'Obscene language, at nobody in particular too.',
    evidence: 'English: 153 comments of Wikipedia (Jigsaw). Portuguese: 5,274 tweets (ToLD-Br), where swearing among friends counts too.',
  },
  {
    label: 'identity-attack',
    en: kinds,
    pt: kinds,
    // Who marked one of the kinds marked a toxic tweet. So a name of a group alone, which the kinds have learned from insults, is no attack.
    within: 'toxic_pt',
    description: 'Attacks people for their group: homophobia, racism, misogyny, xenophobia.',
    evidence:
      'Portuguese tweets (ToLD-Br): misogyny 361, homophobia 271, xenophobia 119, racism 107 in training, so the last two barely. English: what was learned in Portuguese, not measured.',
  },
  {
    label: 'spam',
    en: ['spam'],
    pt: ['spam'],
    description: 'Advertising and swindle.',
    evidence: 'English text messages of before 2012 (SMS Spam Collection). Comments of today and Portuguese are not measured.',
  },
];

const languagesOf = ({ label }: LabelSources) => (label === 'identity-attack' ? ['pt'] : label === 'spam' ? ['en'] : ['en', 'pt']);

/** From the outputs of a moderation head to labels. */
export class LabelScores {
  readonly labels: readonly ModerationLabel[];
  readonly #places: readonly { readonly en: readonly number[]; readonly pt: readonly number[]; readonly within: number }[];

  /** @param outputs names of the head's outputs; a head of one's own may name them as the labels are */
  constructor(outputs: readonly string[]) {
    const placesOf = (names: readonly string[]) => names.map((name) => outputs.indexOf(name)).filter((place) => place >= 0);
    const known = sources.flatMap((source) => {
      const own = placesOf([source.label]);
      const [en, pt] = own.length > 0 ? [own, own] : [placesOf(source.en), placesOf(source.pt)];
      return en.length + pt.length === 0 ? [] : [{ source, own: own.length > 0, en: en.length ? en : pt, pt: pt.length ? pt : en }];
    });
    this.#places = known.map(({ source, en, pt, own }) => ({
      en,
      pt,
      within: own || !source.within ? -1 : outputs.indexOf(source.within),
    }));
    this.labels = known.map(({ source, own }): ModerationLabel => {
      const { label: name, description, evidence } = source;
      return { name, quality: 'trained', description, languages: languagesOf(source), ...(!own && { evidence }) };
    });
  }

  /**
   * Scores of one row, in the order of `labels`.
   * @param probabilities (outputs,) @param language `en` or `pt` where it is clear; else the more severe of both counts
   */
  of(probabilities: ArrayLike<number>, language: 'en' | 'pt' | undefined): number[] {
    const greatest = (places: readonly number[]) => places.reduce((most, place) => Math.max(most, probabilities[place]!), 0);
    return this.#places.map(({ en, pt, within }) => {
      const score = language === 'en' ? greatest(en) : language === 'pt' ? greatest(pt) : Math.max(greatest(en), greatest(pt));
      return within < 0 ? score : Math.min(score, probabilities[within]!);
    });
  }
}
