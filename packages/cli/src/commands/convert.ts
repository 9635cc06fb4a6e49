import { existsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { type ByteSource, type CheckpointOptions, openModel, SaguimError } from '@saguim/engine';
import { type Command, Option } from 'commander';
import { findModel } from '../find-model.js';
import { bytes } from '../format.js';
import { Interrupt } from '../interrupt.js';
import { loadingBar } from '../loading-bar.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly to: string;
  readonly type: NonNullable<CheckpointOptions['quantization']>;
  readonly json?: boolean;
}

const pieceBytes = 1 << 20;

/** Writes all of a source beside `to` and moves it there at the end, so that nothing half-written ever bears the name. */
async function writeFile(source: ByteSource, to: string, signal: AbortSignal, onProgress: (done: number) => void): Promise<void> {
  const part = `${to}.part-${process.pid}`;
  const handle = await open(part, 'wx').catch((cause) => {
    throw new SaguimError('invalid-argument', 'The file cannot be written', { where: to, hint: 'Check that its folder is there.', cause });
  });
  try {
    for (let at = 0; at < source.size; at += pieceBytes) {
      await handle.writeFile(await source.read(at, Math.min(pieceBytes, source.size - at), signal));
      onProgress(at / source.size);
    }
    await handle.sync();
    await handle.close();
    await rename(part, to);
  } catch (error) {
    await handle.close();
    await rm(part, { force: true });
    throw error;
  }
}

export function addConvertCommand(program: Command, terminal: Terminal): void {
  program
    .command('convert')
    .summary('a folder of safetensors as one GGUF file')
    .description(
      'Writes a model of BERT and its kin, kept as Hugging Face does (config.json, tokenizer.json, *.safetensors), as a GGUF file that pages can load.',
    )
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
      using interrupt = new Interrupt();
      const source = await openModel(model.file, { quantization: type, signal: interrupt.signal });
      const bar = loadingBar(terminal, model);
      try {
        await writeFile(source, to, interrupt.signal, bar.update);
      } finally {
        bar.stop();
        await source.close();
      }
      if (json) return terminal.json({ file: to, bytes: source.size });
      await terminal.line(`${to} (${bytes(source.size)})`);
    });
}
