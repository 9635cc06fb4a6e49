import { type Command, Option } from 'commander';
import { type Candidate, type Obstacle, recommend } from 'saguim';
import { bytes, table } from '../format.js';
import { Interrupt } from '../interrupt.js';
import { number } from '../options.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly task: 'chat' | 'code' | 'embedding' | 'classification';
  readonly language?: string;
  readonly unverified?: boolean;
  readonly anyLicence?: boolean;
  readonly catalogue?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

const words: Readonly<Record<Obstacle, string>> = {
  memory: 'too large for the memory',
  slow: 'slow here',
  unverified: 'not run here yet',
  licence: 'licence forbids some uses',
  gated: 'wants an account',
  room: 'no room to store it',
};

function toJson({ entry, bytes: size, exact, tokensPerSecond, obstacles }: Candidate) {
  const { name, task, languages, licence, memory, verified } = entry;
  return { name, task, languages, licence, bytes: size, exact, memory, verified: verified.what, tokensPerSecond, obstacles };
}

export function addRecommendCommand(program: Command, terminal: Terminal): void {
  program
    .command('recommend')
    .summary('say which models suit this machine')
    .description(
      'Measures in under half a second how fast this machine reads weights, and lists the models of the catalogue, the best for it first. Taken is what ran on real weights and whose licence allows every use, unless asked.',
    )
    .addOption(new Option('--task <task>', 'what it is for').choices(['chat', 'code', 'embedding', 'classification']).default('chat'))
    .option('--language <tag>', 'a language it must know, such as pt')
    .option('--unverified', 'take models too whose real weights nobody has run on this engine yet')
    .option('--any-licence', 'take models too whose licence forbids some uses')
    .option('--catalogue <place>', 'a catalogue of your own: its address or path')
    .option('--threads <n>', 'threads at most', number(1, 256, 'whole'))
    .option('--json', 'one JSON object: model, reason, speed, device, candidates')
    .action(async (options: Options) => {
      using interrupt = new Interrupt();
      const { task, language, unverified, anyLicence, catalogue, json } = options;
      const { device, speed, model, reason, candidates } = await recommend({
        task,
        ...(language !== undefined && { language }),
        ...(catalogue !== undefined && { catalogue }),
        ...(options.threads !== undefined && { configuration: { threads: options.threads } }),
        unverified: unverified === true,
        licence: anyLicence ? 'any' : 'free',
        signal: interrupt.signal,
      });
      if (json) return terminal.json({ model: model?.entry.name, reason, speed, device, candidates: candidates.map(toJson) });
      const read = speed ? `, weights read at ${bytes(speed.bytesPerSecond)} a second on ${speed.threads} threads` : '';
      terminal.note(`${bytes(device.available)} of memory for a model${read}`);
      for (const line of table(
        candidates.map((candidate) => {
          const rate = candidate.tokensPerSecond === undefined ? '' : `${candidate.tokensPerSecond.toFixed(1)} tokens/s`;
          const size = `${candidate.exact ? '' : '~'}${bytes(candidate.bytes)}`;
          const why = candidate.obstacles.map((obstacle) => words[obstacle]).join(', ');
          return [candidate === model ? '*' : ' ', candidate.entry.name, size, rate, candidate.entry.licence.id, why];
        }),
        [2, 3],
      ))
        await terminal.line(line);
      await terminal.line();
      await terminal.line(reason.en);
    });
}
