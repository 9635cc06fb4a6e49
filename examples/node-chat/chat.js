// A chat in the terminal. Lines in, answers out; it also works in a pipe: echo "Hello!" | node chat.js
import { createInterface } from 'node:readline';
import { LanguageModel } from 'saguim';

const session = await LanguageModel.create({
  samplingMode: 'most-predictable', // a model this small is at its best without dice
  initialPrompts: [{ role: 'system', content: 'You are a helpful assistant.' }],
});

const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ', terminal: process.stdin.isTTY });
lines.prompt();
for await (const line of lines) {
  if (line.trim()) {
    for await (const piece of session.promptStreaming(line)) process.stdout.write(piece);
    const { usage, timings } = session.saguim.last;
    process.stdout.write(`\n(${((usage.completionTokens / timings.decodeMs) * 1000).toFixed(0)} tokens a second)\n`);
  }
  lines.prompt();
}
session.destroy();
