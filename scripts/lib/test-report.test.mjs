import { expect, it } from 'vitest';
import { countTests } from './test-report.mjs';

const file = (name, statuses, status = statuses.includes('failed') ? 'failed' : 'passed') => ({
  name,
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});
const report = (...testResults) => {
  const all = testResults.flatMap((each) => each.assertionResults.map(({ status }) => status));
  const count = (status) => all.filter((each) => each === status).length;
  return { numTotalTests: all.length, numPassedTests: count('passed'), numFailedTests: count('failed'), testResults };
};

it('counts what passed and failed', () => {
  expect(countTests(report(file('a', ['passed', 'passed']), file('b', ['failed'])), new Error('exit 1'))).toMatchObject({
    passed: 2,
    failed: 1,
  });
  expect(countTests(report(file('a', ['passed'])))).toEqual({ passed: 1, failed: 0, notes: [] });
});

it('takes a skipped test, a file that does not load, and an error outside the tests for failures', () => {
  expect(countTests(report(file('a', ['passed', 'pending', 'todo'])))).toMatchObject({ passed: 1, failed: 2 });
  expect(countTests(report(file('a', ['passed']), file('b', [], 'failed')), new Error('exit 1'))).toMatchObject({ passed: 1, failed: 1 });
  expect(countTests(report(file('a', ['passed'])), new Error('exit 1'))).toMatchObject({ passed: 1, failed: 1 });
});

it('takes a run without tests, or without a report, for a failure', () => {
  expect(countTests(report())).toEqual({ passed: 0, failed: 1, notes: ['no test ran'] });
  expect(countTests(undefined, new Error('killed'))).toMatchObject({ passed: 0, failed: 1 });
});
