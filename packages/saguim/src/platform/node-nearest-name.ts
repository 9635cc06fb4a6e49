/** The one of these names that may be meant by another: most of its pairs of letters are there, and few others. */
export function nearestName(asked: string, names: readonly string[]): string | undefined {
  const pairs = (text: string) => new Set(Array.from(text.toLowerCase(), (_, at) => text.toLowerCase().slice(at, at + 2)));
  const wanted = pairs(asked);
  const known = names.map((name) => {
    const own = pairs(name);
    const common = [...own].filter((pair) => wanted.has(pair)).length;
    return { name, contained: common / wanted.size, share: common / (own.size + wanted.size) };
  });
  return known.filter(({ contained }) => contained >= 0.75).sort((a, b) => b.share - a.share)[0]?.name;
}
