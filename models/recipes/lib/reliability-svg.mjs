const size = 320;
const margin = 40;
const inner = size - 2 * margin;

/** A reliability diagram: bars of what was right over what was announced, with the diagonal; the darker a bar, the more texts it stands for. */
export function reliabilitySvg(bins, title) {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (value) => (margin + value * inner).toFixed(1);
  const y = (value) => (size - margin - value * inner).toFixed(1);
  const bars = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count, accuracy }) =>
        `<rect x="${x(from)}" y="${y(accuracy)}" width="${((to - from) * inner - 1).toFixed(1)}" height="${(accuracy * inner).toFixed(1)}" fill="#2563eb" fill-opacity="${(0.25 + 0.75 * Math.sqrt(count / most)).toFixed(2)}"><title>${count} texts, announced ${((from + to) / 2).toFixed(2)}, right ${accuracy.toFixed(2)}</title></rect>`,
    );
  const ticks = [0, 0.5, 1].map(
    (tick) =>
      `<text x="${x(tick)}" y="${size - margin + 16}" text-anchor="middle">${tick}</text><text x="${margin - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${tick}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="11">
<rect width="${size}" height="${size}" fill="#fff"/>
${bars.join('\n')}
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#111" stroke-dasharray="4 4"/>
<path d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" fill="none" stroke="#111"/>
${ticks.join('\n')}
<text x="${size / 2}" y="${size - 6}" text-anchor="middle">announced probability</text>
<text x="12" y="${size / 2}" text-anchor="middle" transform="rotate(-90 12 ${size / 2})">share that was right</text>
<text x="${size / 2}" y="20" text-anchor="middle" font-size="13">${title}</text>
</svg>
`;
}
