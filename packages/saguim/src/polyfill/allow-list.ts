/** The name of the feature in permissions policies; today it stands for the neighbouring interfaces as well. */
export const feature = 'language-model';

/**
 * Whether an iframe's `allow` attribute gives a feature to a page of `origin`.
 * https://www.w3.org/TR/permissions-policy/#iframe-allow-attribute
 * @param source the origin of the iframe's `src`, which a directive without a list means
 */
export function allows(attribute: string, origin: string, source: string | undefined, own: string): boolean {
  for (const directive of attribute.split(';')) {
    const [name, ...list] = directive.trim().split(/\s+/);
    if (name?.toLowerCase() !== feature) continue;
    if (list.length === 0) return origin === source;
    return list.some((item) => {
      if (item === '*') return true;
      if (item === "'src'") return origin === source;
      if (item === "'self'") return origin === own;
      return item !== "'none'" && URL.canParse(item) && new URL(item).origin === origin;
    });
  }
  return origin === own; // the feature's default allowlist is 'self'
}
