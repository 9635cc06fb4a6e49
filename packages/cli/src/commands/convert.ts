import { existsSync, statSync } from 'node:fs';
import { type CheckpointOptions, openModel, SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { findModel } from '../find-model.js';
import { bytes } from '../format.js';
import { Interrupt } from '../interrupt.js';
import { loadingBar } from '../loading-bar.js';
import { checkOutputFile, writeOutputFile } from '../output-file.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly to: string;
  readonly type: NonNullable<CheckpointOptions['quantization']>;
  readonly json?: boolean;
}

const pieceBytes = 1 << 20;

export function addConvertCommand(program: Command, terminal: Terminal): void {
  program
    .command('convert')
    .summary('a folder of safetensors as one GGUF file')
    .description('Writes a model that is kept as Hugging Face does (config.json, tokenizer.json, *.safetensors) as one GGUF file.')
    .argument('<folder>', 'the folder of the model')
    .requiredOption('--to <file>', 'the file to write, which must not be there yet')
    .addOption(new Option('--type <type>', 'how matrices are stored').choices(['Q8_0', 'Q4_0', 'F32']).default('Q8_0'))
    .option('--json', 'one JSON object: file, bytes')
    .action(async (folder: string, { to, type, json }: Options) => {
      const model = findModel(folder);
      if (!statSync(model.file).isDirectory()) {
        throw new SaguimError('invalid-argument', 'The model is a file already, not a folder of safetensors', { where: folder });
      }
      if (existsSync(to)) throw new SaguimError('invalid-argument', 'The file is there already', { where: to, hint: 'Name another.' });
      checkOutputFile(to);
      using interrupt = new Interrupt();
      const source = await openModel(model.file, { quantization: type, signal: interrupt.signal });
      const bar = loadingBar(terminal, model);
      try {
        await writeOutputFile(to, async (part) => {
          for (let at = 0; at < source.size; at += pieceBytes) {
            await part.writeFile(await source.read(at, Math.min(pieceBytes, source.size - at), interrupt.signal));
            bar.update(at / source.size);
          }
        });
      } finally {
        bar.stop();
        await source.close();
      }
      if (json) return terminal.json({ file: to, bytes: source.size });
      await terminal.line(`${to} (${bytes(source.size)})`);
    });
}
