export const decimals = (value, digits = 3) => value.toFixed(digits);
export const interval = ({ value, low, high }) => `${decimals(value)} (${decimals(low)} to ${decimals(high)})`;

/** Lines of a Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
