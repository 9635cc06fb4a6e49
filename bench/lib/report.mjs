import { goals } from './goals.mjs';
import { pairedRatio, summary } from './statistics.mjs';

/** What a sample says, by the row of the table. Seconds, tokens a second, bytes. */
const readings = {
  prefill: (sample) => sample.main?.prefill,
  decode: (sample) => sample.main?.decode,
  turn1: (sample) => sample.chat && sample.chat.turns[0] / 1000,
  turn2: (sample) => sample.chat && sample.chat.turns[1] / 1000,
  turn10: (sample) => sample.chat && sample.chat.turns[9] / 1000,
  turnSpread: (sample) => sample.chat && Math.max(...sample.chat.turns.slice(1)) / Math.min(...sample.chat.turns.slice(1)),
  ready: (sample) => sample.main && sample.load.ready / 1000,
  load: (sample) => sample.main && sample.load.first / 1000,
  memory: (sample) => (sample.main && sample.memory?.peak ? sample.memory.peak - sample.memory.empty : undefined),
  one: (sample) => sample.parallel?.one,
  together: (sample) => sample.parallel?.total,
  download: (sample) => (sample.main ? sample.download : undefined),
  longestTask: (sample) => (sample.main ? sample.longestTask : undefined),
};

const fixed = (digits) => (value) => value.toFixed(digits);
const megabytes = (value) => (value / 1e6).toFixed(0);
const lines = [
  ['prefill', 'prefill, 385 tokens (tok/s)', fixed(1)],
  ['decode', 'decode, 64 tokens (tok/s)', fixed(1)],
  ['turn1', 'chat, first token of turn 1 (s)', fixed(2)],
  ['turn2', '… of turn 2 (s)', fixed(2)],
  ['turn10', '… of turn 10 (s)', fixed(2)],
  ['ready', 'load from local bytes until ready (s)', fixed(2)],
  ['load', 'load from local bytes to a first token (s)', fixed(2)],
  ['memory', 'peak memory over an empty process (MB)', megabytes],
  ['one', 'one conversation alone (tok/s)', fixed(1)],
  ['together', '8 conversations at once, total (tok/s)', fixed(1)],
  ['download', 'engine download, gzip (kB)', (value) => (value / 1000).toFixed(0)],
  ['longestTask', 'longest task on the main thread (ms)', (value) => (value === 0 ? 'under 50' : value.toFixed(0))],
];

const cell = (spread, show) => {
  if (!spread) return '';
  const [middle, low, high] = [spread.median, spread.min, spread.max].map(show);
  return low === high ? middle : `${middle} (${low}–${high})`;
};

/** Reads the samples: `where` is `setting:candidate`. */
const reader = (results) => {
  const values = (reading, where) => {
    const found = new Map();
    for (const sample of results.samples) {
      if (`${sample.setting}:${sample.candidate}` !== where || sample.error) continue;
      const value = readings[reading](sample);
      if (value !== undefined) found.set(sample.round, value);
    }
    return found;
  };
  const spread = (reading, where) => summary([...values(reading, where).values()]);
  const value = (reading, where) => spread(reading, where)?.median;
  return {
    spread,
    value,
    ratios: (reading, ours, theirs, theirReading = reading) => pairedRatio(values(reading, ours), values(theirReading, theirs)),
    ratio: (reading, ours, theirs, theirReading = reading) => pairedRatio(values(reading, ours), values(theirReading, theirs))?.median,
    best: (reading, setting, names) => Math.min(...names.map((name) => value(reading, `${setting}:${name}`)).filter(Number.isFinite)),
    probe: (place, threads) => results.probes.find((probe) => probe.place === place && probe.threads === threads)?.tokensPerSecond,
  };
};

const table = (head, body) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');

const settingTable = (of, results, id, setting, known) => {
  const here = known.filter((candidate) =>
    results.samples.some((sample) => sample.setting === id && sample.candidate === candidate.id && !sample.error),
  );
  if (here.length === 0) return [];
  const threads = (candidate) => results.samples.find((sample) => sample.setting === id && sample.candidate === candidate.id).asked;
  const body = lines
    .map(([reading, title, show]) => [title, ...here.map((candidate) => cell(of.spread(reading, `${id}:${candidate.id}`), show))])
    .filter((line) => line.slice(1).some(Boolean));
  const parts = [`## ${setting.title}`, table(['', ...here.map(({ id: name }) => name)], [['threads', ...here.map(threads)], ...body])];
  const ours = here.find((candidate) => candidate.ours);
  const peers = here.filter((candidate) => !candidate.ours);
  if (ours && peers.length > 0) {
    const ratios = lines
      .filter(([reading]) => reading !== 'longestTask')
      .map(([reading, title]) => [
        title,
        ...peers.map((peer) => cell(of.ratios(reading, `${id}:${ours.id}`, `${id}:${peer.id}`), fixed(2))),
      ])
      .filter((line) => line.slice(1).some(Boolean));
    parts.push('Ours divided by theirs, round by round:', table(['', ...peers.map(({ id: name }) => name)], ratios));
  }
  return parts;
};

const goalTable = (of) => {
  const body = [];
  for (const { what, least, most, measured } of goals) {
    const value = measured(of);
    if (!Number.isFinite(value)) continue;
    const reached = least === undefined ? most / value : value / least;
    const verdict = reached >= 1 ? 'met' : `${Math.floor(reached * 100)} % of it`;
    body.push([what, least === undefined ? `≤ ${most}` : `≥ ${least}`, value.toFixed(2), verdict]);
  }
  return body.length === 0 ? [] : ['## Goals', table(['', 'goal', 'measured', ''], body)];
};

/** The results as Markdown: medians with the lowest and the highest in brackets. */
export const report = (results, { candidates, settings }) => {
  const of = reader(results);
  const { machine } = results;
  const parts = [
    '# Ours and the peers, measured in turn',
    [
      `- ${results.date.slice(0, 10)}; ${machine.processor} (family ${machine.family}, model ${machine.model}), ${machine.cores} cores${machine.virtual ? ', virtual machine' : ''}, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB`,
      `- ${machine.system}; Node ${machine.node.slice(1)}${machine.browser ? `; ${machine.browser}` : ''}`,
      '- SmolLM2-135M-Instruct: the Q4_1 GGUF (98 MB); Transformers.js on ONNX files of the same weights (8 bit 250 MB, 4 bit 200 MB)',
      ...candidates.filter(({ id }) => results.titles[id]).map(({ id }) => `- ${id}: ${results.titles[id]}`),
      '- medians, with the lowest and the highest in brackets',
    ].join('\n'),
  ];
  if (results.probes.length > 0) {
    const body = results.probes.map(({ place, threads, gigabytesPerSecond, tokensPerSecond }) => [
      `${place === 'page' ? 'Chromium' : 'Node'}, ${threads} thread${threads > 1 ? 's' : ''}`,
      gigabytesPerSecond.toFixed(1),
      tokensPerSecond.toFixed(0),
    ]);
    parts.push('## What reading the weights once a token allows', table(['', 'GB/s', 'tok/s'], body));
  }
  for (const [id, setting] of Object.entries(settings)) parts.push(...settingTable(of, results, id, setting, candidates));
  parts.push(...goalTable(of));
  const failed = results.samples.filter((sample) => sample.error);
  if (failed.length > 0) {
    parts.push(
      '## Failed',
      failed.map((sample) => `- ${sample.setting} · ${sample.row} · ${sample.candidate}: ${sample.error.split('\n')[0]}`).join('\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
};
