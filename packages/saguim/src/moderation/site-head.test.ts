import { describe, expect, it } from 'vitest';
import { runSlices } from '../heads/index.js';
import { Random } from '../heads/random.js';
import { decodeLearning, encodeLearning } from './learning-file.js';
import { type KeptDecision, learnSiteHead, shifted } from './site-head.js';

const dimensions = 16;
const isFlagged = (_: string, score: number) => score >= 0.5;

/** Decisions on vectors whose first number says what the site's moderators think; the model's score is `scoreOf(wrong)`. */
function decisions(count: number, scoreOf: (wrong: boolean) => number): KeptDecision[] {
  const random = new Random(7);
  return Array.from({ length: count }, (_, i) => {
    const wrong = i % 2 === 0;
    const vector = Float32Array.from({ length: dimensions }, () => (random.next() - 0.5) / 8);
    vector[0] = wrong ? 0.5 : -0.5;
    const score = scoreOf(wrong);
    return { vector, scores: { toxicity: score }, targets: { toxicity: wrong }, blocked: wrong, flagged: score >= 0.5, time: i };
  });
}

describe('learnSiteHead', () => {
  it('learns what the model alone does not know', async () => {
    const { head, figures } = await runSlices(
      learnSiteHead(
        decisions(40, () => 0.3),
        isFlagged,
      ),
    );
    expect(figures).toMatchObject({ decisions: 40, baseAgreement: 0.5 });
    expect(figures!.agreement).toBeGreaterThan(0.9);
    expect(figures!.loss).toBeLessThan(figures!.baseLoss);
    const vector = new Float32Array(dimensions);
    vector[0] = 0.5;
    expect(shifted(head!, 'toxicity', vector, 0.3)).toBeGreaterThan(0.6);
    vector[0] = -0.5;
    expect(shifted(head!, 'toxicity', vector, 0.3)).toBeLessThan(0.3);
    expect(shifted(head!, 'spam', vector, 0.3)).toBe(0.3);
  });

  it('leaves alone what the model knows', async () => {
    const { head, figures } = await runSlices(
      learnSiteHead(
        decisions(40, (wrong) => (wrong ? 0.9999 : 0.0001)),
        isFlagged,
      ),
    );
    expect(head).toBeUndefined();
    expect(figures).toMatchObject({ agreement: 1, baseAgreement: 1 });
  });

  it('needs twenty decisions, of both kinds', async () => {
    expect(
      await runSlices(
        learnSiteHead(
          decisions(19, () => 0.3),
          isFlagged,
        ),
      ),
    ).toEqual({});
    const blocked = decisions(60, () => 0.3).filter(({ targets }) => targets.toxicity);
    expect(await runSlices(learnSiteHead(blocked, isFlagged))).toEqual({});
  });

  it('gives equal heads for equal decisions', async () => {
    const [one, two] = [0, 1].map(() =>
      runSlices(
        learnSiteHead(
          decisions(30, () => 0.4),
          isFlagged,
        ),
      ),
    );
    expect(await one).toEqual(await two);
  });
});

describe('the file of decisions', () => {
  const learned = { fingerprint: 'abc', dimensions, wanted: true, decisions: decisions(3, () => 0.25) };

  it('comes back as it was, and holds no text', () => {
    expect(decodeLearning(encodeLearning(learned))).toEqual(learned);
    expect(decodeLearning(encodeLearning({ ...learned, decisions: [] })).decisions).toEqual([]);
  });

  it('refuses what is damaged, wherever it was cut', () => {
    const bytes = encodeLearning(learned);
    for (let end = 0; end < bytes.length; end++) {
      expect(() => decodeLearning(bytes.subarray(0, end))).toThrow(expect.objectContaining({ code: 'bad-file' }));
    }
    const other = bytes.slice();
    new Float32Array(other.buffer, other.length - 4)[0] = Number.NaN;
    expect(() => decodeLearning(other)).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});
