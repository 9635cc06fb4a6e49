import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { TextModerator, Verdict } from 'saguim';
import type { ProblemReason } from './http/problem.js';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 10];

/** Figures for Prometheus. Labels are words of ours: never texts, keys or addresses. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = this.#add(Counter, 'saguim_http_requests_total', 'Requests answered', ['route', 'status']);
  readonly #seconds = new Histogram({
    name: 'saguim_http_request_seconds',
    help: 'From the first byte of a request to its answer',
    labelNames: ['route'],
    buckets: seconds,
    registers: [this.#registry],
  });
  readonly #refused = this.#add(Counter, 'saguim_refused_total', 'Requests that were not answered as they were meant', ['reason']);
  readonly #verdicts = this.#add(Counter, 'saguim_verdicts_total', 'Comments judged', ['action', 'language']);
  readonly #failed = this.#add(Counter, 'saguim_failed_total', 'Comments that could not be judged, answered as the policy says', [
    'action',
  ]);
  readonly #batch = new Histogram({
    name: 'saguim_batch_comments',
    help: 'Comments judged together',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers: [this.#registry],
  });
  readonly #decisions = this.#add(Counter, 'saguim_decisions_total', 'Decisions of moderators that were learned from', ['action']);

  readonly #completions = this.#add(Counter, 'saguim_completions_total', 'Completions written', ['route']);
  readonly #completionTokens = this.#add(Counter, 'saguim_completion_tokens_total', 'Tokens written for completions', ['route']);

  constructor(moderator: Pick<TextModerator, 'learning' | 'failure'>, waiting: () => number, turns: { readonly waiting: number }) {
    collectDefaultMetrics({ register: this.#registry });
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(value());
        },
      });
    gauge('saguim_queue_waiting', 'Comments that wait', waiting);
    gauge('saguim_completions_waiting', 'Completions that wait', () => turns.waiting);
    gauge('saguim_model_failing', 'Whether the model could not judge at the latest check', () => Number(moderator.failure !== undefined));
    gauge('saguim_learning_decisions', 'Decisions that the site has taught', () => moderator.learning.decisions);
    gauge('saguim_learning_active', "Whether the site's own head adds to the scores", () => Number(moderator.learning.active));
  }

  answered(route: string, status: number, milliseconds: number): void {
    this.#requests.inc({ route, status });
    this.#seconds.observe({ route }, milliseconds / 1000);
  }

  refused(reason: ProblemReason): void {
    this.#refused.inc({ reason });
  }

  judged(verdicts: readonly Verdict[]): void {
    this.#batch.observe(verdicts.length);
    for (const { action, language, reasons } of verdicts) {
      if (reasons.some(({ kind }) => kind === 'error')) this.#failed.inc({ action });
      else this.#verdicts.inc({ action, language: /^(?:en|pt)$/.test(language) ? language : 'other' });
    }
  }

  completed(route: string, generated: number): void {
    this.#completions.inc({ route });
    this.#completionTokens.inc({ route }, generated);
  }

  decided(action: string): void {
    this.#decisions.inc({ action });
  }

  /** In the text format of Prometheus. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  #add(Kind: typeof Counter, name: string, help: string, labelNames: string[]): Counter {
    return new Kind({ name, help, labelNames, registers: [this.#registry] });
  }
}
