const path = '/policy-report';

/** Added to a policy, tells browsers where to report what it refused. https://www.w3.org/TR/CSP3/#directive-report-uri */
export const reportTo = `report-uri ${path}`;

/** Keeps what a server is told of policies that were broken in workers: pages are heard themselves, workers only so. */
export function policyReports() {
  const found = [];
  return {
    /** @returns whether the request was a report; its answer is the caller's */
    take(request) {
      if (request.method !== 'POST' || request.url !== path) return false;
      let text = '';
      request.on('data', (data) => (text += data));
      request.on('end', () => /\.js(\?.*)?$/.test(JSON.parse(text)['csp-report']['document-uri']) && found.push(text));
      return true;
    },
    /** @throws what was refused */
    check() {
      if (found.length > 0) throw new Error(`The policy was broken in a worker:\n${found.join('\n')}`);
    },
  };
}
