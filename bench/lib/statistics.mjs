const sorted = (values) => values.filter(Number.isFinite).sort((a, b) => a - b);

export const median = (values) => {
  const order = sorted(values);
  const middle = order.length >> 1;
  return order.length % 2 ? order[middle] : (order[middle - 1] + order[middle]) / 2;
};

/** Median and range of some measurements; undefined when there are none. */
export const summary = (values) => {
  const order = sorted(values);
  return order.length === 0 ? undefined : { median: median(order), min: order[0], max: order.at(-1), runs: order.length };
};

/** Ratios of what was measured in the same round, one candidate after the other. */
export const pairedRatio = (ours, theirs) => {
  const ratios = [];
  for (const [round, value] of ours) if (theirs.has(round)) ratios.push(value / theirs.get(round));
  return summary(ratios);
};
