/**
 * 64 bits of a text and its length, as text: two rounds of a multiplicative hash with different constants. Not for secrets; for telling texts
 * apart that nobody made to be mistaken for each other.
 */
export function hashText(text: string): string {
  let low = 0x9e3779b9;
  let high = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995) ^ (high >>> 15);
  }
  return `${(low >>> 0).toString(36)}.${(high >>> 0).toString(36)}.${text.length.toString(36)}`;
}
