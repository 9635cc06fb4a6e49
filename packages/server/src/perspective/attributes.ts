/**
 * Every attribute that the Perspective API has had, in its documentation's order: with the label that answers for it here, or with why there
 * is none. Names with a version (`TOXICITY@6`) are answered alike.
 */
export const attributes: Readonly<Record<string, { readonly label: string } | { readonly refused: string }>> = (() => {
  const label = (name: string) => ({ label: name });
  const refused = (why: string) => ({ refused: why });
  const noData = refused('no data that may be used carries it');
  const bridging = refused('it rates what is good in a comment, and no model here does');
  return {
    TOXICITY: label('toxicity'),
    TOXICITY_EXPERIMENTAL: label('toxicity'),
    TOXICITY_FAST: label('toxicity'),
    SEVERE_TOXICITY: label('severe-toxicity'),
    SEVERE_TOXICITY_EXPERIMENTAL: label('severe-toxicity'),
    IDENTITY_ATTACK: label('identity-attack'),
    IDENTITY_ATTACK_EXPERIMENTAL: label('identity-attack'),
    INSULT: label('insult'),
    INSULT_EXPERIMENTAL: label('insult'),
    PROFANITY: label('obscene'),
    PROFANITY_EXPERIMENTAL: label('obscene'),
    THREAT: label('threat'),
    THREAT_EXPERIMENTAL: label('threat'),
    SEXUALLY_EXPLICIT: label('sexual'),
    FLIRTATION: noData,
    // Of the New York Times.
    ATTACK_ON_AUTHOR: noData,
    ATTACK_ON_COMMENTER: noData,
    INCOHERENT: noData,
    INFLAMMATORY: noData,
    LIKELY_TO_REJECT: refused("what the New York Times' moderators rejected is not what another site's would"),
    OBSCENE: label('obscene'),
    SPAM: label('spam'),
    UNSUBSTANTIAL: noData,
    // Of 2024.
    AFFINITY_EXPERIMENTAL: bridging,
    COMPASSION_EXPERIMENTAL: bridging,
    CONSTRUCTIVE_EXPERIMENTAL: bridging,
    CURIOSITY_EXPERIMENTAL: bridging,
    NUANCE_EXPERIMENTAL: bridging,
    PERSONAL_STORY_EXPERIMENTAL: bridging,
    REASONING_EXPERIMENTAL: bridging,
    RESPECT_EXPERIMENTAL: bridging,
    ALIENATION_EXPERIMENTAL: noData,
    FEARMONGERING_EXPERIMENTAL: noData,
    GENERALIZATION_EXPERIMENTAL: noData,
    MORAL_OUTRAGE_EXPERIMENTAL: noData,
    POWER_APPEAL_EXPERIMENTAL: noData,
    SCAPEGOATING_EXPERIMENTAL: noData,
  };
})();

/** A label's name as Perspective writes names: `my-category` is `MY_CATEGORY`. */
const asAttribute = (label: string) => label.toUpperCase().replace(/[^A-Z0-9]+/g, '_');

/** What is known of an attribute, whatever its version. */
export function attributeOf(attribute: string): (typeof attributes)[string] | undefined {
  const name = attribute.replace(/@\d+$/, '');
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

export type ResolvedAttribute = { readonly label: string } | { readonly refused: string } | undefined;

/**
 * Which label answers for an attribute: one of Perspective's, or a category of the policy by its own name.
 * @param labels what the moderator scores
 * @returns undefined for what is no attribute
 */
export function resolveAttribute(attribute: string, labels: readonly string[]): ResolvedAttribute {
  const name = attribute.replace(/@\d+$/, '');
  const known = attributeOf(attribute);
  if (known && 'label' in known && labels.includes(known.label)) return known;
  const own = labels.find((label) => asAttribute(label) === name);
  if (own !== undefined) return { label: own };
  return known && 'label' in known ? { refused: `the policy scores no label ${known.label}` } : known;
}
