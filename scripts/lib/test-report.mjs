/**
 * Counts vitest's JSON report. Nothing may be skipped, and a pass that ran nothing has failed.
 * @param {object | undefined} report the parsed report, undefined when there is none
 * @param {Error | undefined} failure why the process failed, if it did
 * @returns {{passed: number, failed: number, notes: string[]}}
 */
export function countTests(report, failure) {
  if (!report) return { passed: 0, failed: 1, notes: [`no report; ${failure?.message ?? 'the run gave none'}`] };
  const notes = [];
  const passed = report.numPassedTests;
  let failed = report.numFailedTests;
  const skipped = report.numTotalTests - passed - failed;
  if (skipped > 0) {
    notes.push(`${skipped} skipped: a skipped test counts as failed`);
    failed += skipped;
  }
  // A file that does not load has no tests to count.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  if (broken.length) {
    notes.push(`${broken.length} file(s) failed as a whole: ${broken.map((file) => file.name).join(', ')}`);
    failed += broken.length;
  }
  if (passed + failed === 0) {
    notes.push('no test ran');
    failed = 1;
  } else if (failure && failed === 0) {
    notes.push(`failed outside the tests; ${failure.message}`);
    failed = 1;
  }
  return { passed, failed, notes };
}
