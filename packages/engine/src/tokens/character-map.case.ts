interface Node {
  readonly children: Map<number, Node>;
  value?: number;
}

const encoder = new TextEncoder();

/** A `precompiled_charsmap` of these rules, for tests: a double array as Darts-clone lays it out, placed in the simplest way. */
export function characterMap(rules: Readonly<Record<string, string>>): Uint8Array {
  const texts: number[] = [];
  const root: Node = { children: new Map() };
  for (const [from, to] of Object.entries(rules)) {
    let node = root;
    for (const byte of encoder.encode(from)) {
      let child = node.children.get(byte);
      if (!child) {
        child = { children: new Map() };
        node.children.set(byte, child);
      }
      node = child;
    }
    node.value = texts.length;
    texts.push(...encoder.encode(to), 0);
  }
  const units: number[] = [0];
  // Two nodes must not share one, or each would have the children of the other.
  const bases = new Set<number>();
  const place = (node: Node, at: number): void => {
    const labels = [...(node.value === undefined ? [] : [0]), ...node.children.keys()];
    let base = 1;
    while (bases.has(base) || labels.some((label) => units[base ^ label] !== undefined)) base++;
    bases.add(base);
    units[at] = ((units[at] as number) | ((at ^ base) << 10) | (node.value === undefined ? 0 : 0x100)) >>> 0;
    if (node.value !== undefined) units[base] = (0x80000000 | node.value) >>> 0;
    for (const label of node.children.keys()) units[base ^ label] = label;
    for (const [label, child] of node.children) place(child, base ^ label);
  };
  place(root, 0);
  const blob = new Uint8Array(4 + 4 * units.length + texts.length);
  const view = new DataView(blob.buffer);
  view.setUint32(0, 4 * units.length, true);
  for (let i = 0; i < units.length; i++) view.setUint32(4 + 4 * i, units[i] ?? 0, true);
  blob.set(texts, 4 + 4 * units.length);
  return blob;
}
