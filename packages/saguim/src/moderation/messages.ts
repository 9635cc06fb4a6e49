import type { MessageLanguage, Policy } from './policy.js';
import type { Action } from './verdict.js';

type Words = Readonly<Record<'review' | 'block' | 'held' | 'unchecked' | 'long', string>> & {
  readonly labels: Readonly<Record<string, string>>;
};

const defaults: Readonly<Record<MessageLanguage, Words>> = {
  en: {
    review: 'A moderator will look at this comment before it appears.',
    block: 'This comment cannot appear like this. Would you write it another way?',
    held: 'This comment could not be checked, so a moderator will look at it first.',
    unchecked: 'This comment could not be checked.',
    long: 'This comment is too long to be checked whole, so a moderator will look at it first.',
    labels: {
      toxicity: 'This may read as rude or hurtful. Would you say it another way?',
      'severe-toxicity': 'This reads as hateful. Please say it another way.',
      insult: 'This may read as an insult. You can disagree without attacking the person.',
      obscene: 'This has words that some people do not want to read.',
      'identity-attack': 'This may read as an attack on people for who they are.',
      spam: 'This looks like advertising.',
      threat: 'This may read as a threat.',
      sexual: 'This looks sexual.',
      violence: 'This looks violent.',
      'self-harm': 'If you are not well, talk to somebody you trust. A moderator will read this.',
    },
  },
  pt: {
    review: 'Um moderador vai ler este comentário antes que ele apareça.',
    block: 'Este comentário não pode aparecer assim. Que tal escrever de outro jeito?',
    held: 'Não foi possível verificar este comentário; um moderador vai lê-lo antes.',
    unchecked: 'Não foi possível verificar este comentário.',
    long: 'Este comentário é longo demais para ser verificado por inteiro; um moderador vai lê-lo antes.',
    labels: {
      toxicity: 'Isto pode soar grosseiro ou ofensivo. Que tal dizer de outro jeito?',
      'severe-toxicity': 'Isto soa como ódio. Por favor, diga de outro jeito.',
      insult: 'Isto pode soar como um insulto. Dá para discordar sem atacar a pessoa.',
      obscene: 'Há aqui palavras que algumas pessoas não querem ler.',
      'identity-attack': 'Isto pode soar como um ataque a pessoas pelo que elas são.',
      spam: 'Isto parece propaganda.',
      threat: 'Isto pode soar como uma ameaça.',
      sexual: 'Isto parece ter conteúdo sexual.',
      violence: 'Isto parece violento.',
      'self-harm': 'Se você não está bem, converse com alguém de confiança. Um moderador vai ler isto.',
    },
  },
};

/** In which language a writer is told. @param language of the text @param locale of the writer, where it is known */
export function messageLanguage(language: string, locale?: string): MessageLanguage {
  return /^pt\b/i.test(locale ?? language) ? 'pt' : 'en';
}

/** What a writer is told about a label or a rule: the policy's own words first, the most particular of them. */
export function labelMessage(
  policy: Policy,
  language: MessageLanguage,
  {
    label,
    action,
    rule,
  }: { label: string; action: Exclude<Action, 'allow'>; rule?: { message?: Partial<Record<MessageLanguage, string>>; id: string } },
): string {
  const own = policy.messages?.[language];
  const words = defaults[language];
  const particular = rule && (rule.message?.[language] ?? own?.labels?.[rule.id]);
  return particular ?? own?.labels?.[label] ?? own?.[action] ?? (Object.hasOwn(words.labels, label) ? words.labels[label]! : words[action]);
}

/** What a writer is told where a text could not be judged, or not whole. */
export function failureMessage(policy: Policy, language: MessageLanguage, kind: 'held' | 'unchecked' | 'long'): string {
  return policy.messages?.[language]?.error ?? defaults[language][kind];
}
