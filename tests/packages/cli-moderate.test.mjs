import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saguim, temporaryFolder } from './command.mjs';

const folder = temporaryFolder('moderate');
const jsonl = (rows) => rows.map((row) => JSON.stringify(row)).join('\n');
const parse = (stdout) =>
  stdout
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const write = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('saguim moderate', () => {
  it('says what becomes of comments, in order, with the fields that came in', async () => {
    const input = jsonl([
      { id: 7, text: 'You are a stupid idiot', locale: 'pt' },
      { id: 8, text: 'Thanks, that was very kind of you.' },
      { id: 9, text: 'Seu idiota, vai tomar no cu' },
    ]);
    const { code, stdout, stderr } = await saguim(['moderate', '--batch', '2'], { input });
    expect([code, stderr]).toEqual([0, '']);
    const [first, second, third] = parse(stdout);
    expect([first, second, third].map(({ id }) => id)).toEqual([7, 8, 9]);
    expect(first.action).not.toBe('allow');
    expect(first.spans).toContainEqual({ start: 0, end: 22, label: 'toxicity', source: 'model', score: first.scores.toxicity });
    expect(first.reasons[0]).toMatchObject({ label: 'toxicity', kind: 'model', message: expect.stringContaining('ofensivo') });
    expect(second).toMatchObject({ action: 'allow', spans: [], reasons: [], language: 'en', policy: { id: 'default', version: 1 } });
    expect(third).toMatchObject({ language: 'pt' });
    for (const { scores } of [first, second, third]) for (const score of Object.values(scores)) expect(score >= 0 && score <= 1).toBe(true);
  });

  it('takes a policy, and leaves the texts out', async () => {
    const policy = write(
      'grapes.json',
      JSON.stringify({
        format: 1,
        id: 'grapes',
        version: 3,
        labels: {},
        rules: [{ id: 'grapes', kind: 'words', words: ['grape'], action: 'block', sections: ['wine'] }],
      }),
    );
    const { stdout } = await saguim(['moderate', '--policy', policy, '--section', 'wine', '--no-text'], {
      input: 'A GRA\u200bPÉ!\nA pear',
    });
    const [grape, pear] = parse(stdout);
    expect(grape).toMatchObject({ action: 'block', reasons: [{ kind: 'rule', rule: 'grapes' }], policy: { id: 'grapes', version: 3 } });
    expect(grape).not.toHaveProperty('text');
    expect(pear.action).toBe('allow');
  });

  it.each([
    ['no such policy', ['--policy', 'no.json'], 'x', /no policy "no\.json".*default, strict/, 1],
    [
      'a policy with a mistake',
      ['--policy', write('bad.json', '{"format":1,"id":"a","version":1,"labels":{"toxic":{}}}')],
      'x',
      /no label "toxic".*labels\.toxic/,
      1,
    ],
    [
      'a section that the policy does not have',
      [
        '--section',
        'sprots',
        '--policy',
        write(
          'sections.json',
          '{"format":1,"id":"a","version":1,"labels":{},"sections":{"sports":{"labels":{}},"children":{"labels":{}}}}',
        ),
      ],
      'x',
      /no section "sprots".*sports, children/,
      2,
    ],
    ['a section of a policy without any', ['--section', 'sports'], 'x', /policy default has no section "sports".*none/, 2],
    ['no such model', ['--model', 'nothing'], 'x', /no model "nothing"/, 1],
    ['a language that is none', [], '{"text":"a"}\n{"text":"b","language":"?"}', /language.*line 2/, 1],
    ['options of --compare alone', ['--json'], 'x', /--compare/, 2],
    ['comments that say nothing of before', ['--compare'], '{"text":"a"}', /neither scores nor a decision.*line 1/, 1],
  ])('refuses %s', async (_what, args, input, message, expected) => {
    const { code, stdout, stderr } = await saguim(['moderate', ...args], { input });
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(message);
  });
});

describe('saguim moderate --compare', () => {
  const perspective = (value) => ({
    attributeScores: { TOXICITY: { summaryScore: { value, type: 'PROBABILITY' } }, THREAT: { summaryScore: { value } } },
  });
  const rows = [
    { text: 'You are a stupid idiot', ...perspective(0.95), decision: 'block' },
    { text: 'What a bunch of morons, shut up', ...perspective(0.9), decision: 'block' },
    { text: 'This reminds me of my grandmother', ...perspective(0.85), decision: 'allow' },
    { text: 'Fuck off, you piece of shit', ...perspective(0.3), decision: 'block' },
    { text: 'Thanks for the explanation', ...perspective(0.02), decision: 'allow' },
    { text: 'The train was late again', ...perspective(0.05), decision: 'allow' },
  ];

  it('finds the threshold that keeps the load, tells who changes sides, and writes the policy', async () => {
    const out = join(folder, 'kept.json');
    const { code, stdout, stderr } = await saguim(['moderate', '--compare', '--json', '--out', out, write('past.jsonl', jsonl(rows))]);
    expect([code, stderr]).toEqual([0, '']);
    const { labels, leftOut, policy } = JSON.parse(stdout);
    expect(labels).toHaveLength(1);
    expect(labels[0]).toMatchObject({
      label: 'toxicity',
      comments: 6,
      flagged: 3,
      heldTo: 'decisions',
      figures: { flagged: 3, precision: 1, recall: 1 },
      before: { flagged: 3, precision: 2 / 3, recall: 2 / 3 },
      nowFlagged: [{ text: rows[3].text, before: 0.3, decision: 'block' }],
      noLongerFlagged: [{ text: rows[2].text, before: 0.85, decision: 'allow' }],
    });
    expect(leftOut).toMatchObject([{ label: 'threat' }]);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(policy);
    expect(policy).toMatchObject({ version: 2, labels: { toxicity: { review: labels[0].threshold } } });
    // What it wrote is a policy.
    expect((await saguim(['moderate', '--policy', out], { input: rows[3].text })).stdout).toContain('"version":2');
  });

  it('takes decisions alone, in words for people', async () => {
    const input = jsonl(rows.map(({ text, decision }) => ({ text, decision })));
    const { code, stdout } = await saguim(['moderate', '--compare'], { input });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^toxicity: threshold 0\.\d+ flags 3 of 6 comments, as before \(3, 50\.0 %\)\.\n {2}Held to people's decisions: precision 100\.0 %/,
    );
  });

  it('writes no policy where nothing can be kept', async () => {
    const out = join(folder, 'none.json');
    const { code, stdout } = await saguim(['moderate', '--compare', '--out', out], { input: jsonl([rows[4], rows[5]]) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/toxicity: left out, Of 2 comments none were flagged/);
    expect(existsSync(out)).toBe(false);
  });
});
