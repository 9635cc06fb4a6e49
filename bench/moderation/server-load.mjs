// `saguim serve` as a process of its own, and clients that each ask, wait for the answer and ask again. The clients run on the same machine.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../packages/cli/bin/saguim.js', import.meta.url));

/** Starts it and waits for its address. */
export const startServer = (node, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(node, [binary, 'serve', '--port', '0', '--rate', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = new Promise((done) => child.on('close', done));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      const [, port] = /judges comments at http:\/\/[^:]+:(\d+)\//.exec(output) ?? [];
      const close = () => {
        child.kill('SIGTERM');
        return closed;
      };
      if (port) resolve({ port: Number(port), close });
    });
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`the server ended with ${code}`)));
  });

const ask = (agent, port, text) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ comment: { text }, requestedAttributes: { TOXICITY: {} }, languages: ['en'], doNotStore: true });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/v1alpha1/comments:analyze', headers },
      (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk) => (answer += chunk));
        response.on('end', () => {
          const judged = response.statusCode === 200 && JSON.parse(answer).attributeScores.TOXICITY.summaryScore.value >= 0;
          if (judged || (response.statusCode === 429 && response.headers['retry-after'])) resolve(response.statusCode);
          else reject(new Error(`${response.statusCode}: ${answer}`));
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });

/** Each comment is asked for once before any is asked for again: what was judged a moment ago is remembered. */
let next = 0;

/**
 * So many clients for so long. Every request ends in an answer, or it is lost.
 * @returns comments a second, milliseconds of those judged, and how many were told to come back or lost
 */
export const load = async ({ port, texts, clients, seconds }) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const times = [];
  let [refused, lost] = [0, 0];
  const begin = performance.now();
  const end = begin + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const start = performance.now();
        try {
          if ((await ask(agent, port, texts[next++ % texts.length])) === 200) times.push(performance.now() - start);
          else {
            refused++;
            await new Promise((resolve) => setTimeout(resolve, 250));
          }
        } catch {
          lost++;
        }
      }
    }),
  );
  const rate = times.length / ((performance.now() - begin) / 1000);
  agent.destroy();
  return { rate, times, refused, lost };
};
