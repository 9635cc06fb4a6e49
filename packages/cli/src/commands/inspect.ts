import { type GgufFile, openModel, readGguf, SaguimError } from '@saguim/engine';
import type { Command } from 'commander';
import { describeModel, type ModelDescription } from '../describe-model.js';
import { findModel } from '../find-model.js';
import { bytes, count, printable, table } from '../format.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly models?: string;
  readonly tensors?: boolean;
  readonly template?: boolean;
  readonly json?: boolean;
}

function summary(model: ModelDescription): string[] {
  const { tokenizer } = model;
  const words = tokenizer && [
    tokenizer.pre === null ? tokenizer.model : `${tokenizer.model} (${tokenizer.pre})`,
    `${tokenizer.size} tokens`,
    ...(tokenizer.start_token === null ? [] : [`start ${tokenizer.start_token}`]),
    ...(tokenizer.end_token === null ? [] : [`end ${tokenizer.end_token}`]),
  ];
  const rows = [
    ['file', `${model.file} (${bytes(model.bytes)}, GGUF ${model.gguf_version})`],
    ['name', printable(model.name ?? 'none')],
    ['architecture', printable(model.architecture ?? 'none')],
    ['parameters', count(model.parameters)],
    ['layers', String(model.layers ?? 'unknown')],
    ['width', String(model.embedding_length ?? 'unknown')],
    ['context', model.context_length === null ? 'unknown' : `${model.context_length} tokens`],
    ['tokenizer', words ? printable(words.join(', ')) : 'none'],
    ['template', model.chat_template === null ? 'none' : `${model.chat_template.length} characters (--template prints it)`],
  ];
  return table(rows);
}

function typeTable(model: ModelDescription): string[] {
  const rows = model.tensors.by_type.map((type) => [`  ${type.type}`, String(type.tensors), count(type.parameters), bytes(type.bytes)]);
  return table([['  type', 'tensors', 'parameters', 'size'], ...rows], [1, 2, 3]);
}

function metadataTable(model: ModelDescription): string[] {
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return table(Object.entries(model.metadata).map(([key, value]) => [`  ${printable(key)}`, printable(shown(value), 90)]));
}

const tensorTable = (gguf: GgufFile) =>
  table(
    [...gguf.tensors.values()].map(({ name, type, shape, byteLength }) => [
      `  ${printable(name)}`,
      type,
      shape.join(' × '),
      bytes(byteLength),
    ]),
    [3],
  );

export function addInspectCommand(program: Command, terminal: Terminal): void {
  program
    .command('inspect')
    .summary('what is in a model file')
    .description(
      'Reads what a GGUF file says of itself: architecture, parameters, tensors by type, tokenizer, template, metadata. The weights are not read.',
    )
    .argument('<file|name>', 'a GGUF file, a folder of safetensors, or a model by name')
    .option('--models <folder>', 'where models are looked for by name')
    .option('--tensors', 'list every tensor')
    .option('--template', 'print the chat template alone')
    .option('--json', 'one JSON object')
    .action(async (name: string, options: Options) => {
      const { file } = findModel(name, options.models);
      const source = await openModel(file);
      let gguf: GgufFile;
      try {
        gguf = await readGguf(source);
      } finally {
        await source.close();
      }
      const model = describeModel(file, gguf);
      if (options.json) {
        return terminal.json(options.tensors ? { ...model, tensors: { ...model.tensors, list: [...gguf.tensors.values()] } } : model);
      }
      if (options.template) {
        if (model.chat_template === null) throw new SaguimError('not-found', 'The model has no chat template', { where: file });
        return terminal.line(model.chat_template);
      }
      const heading = (text: string) => `\n${terminal.paint('bold', text)}`;
      const lines = [
        ...summary(model),
        heading(`tensors (${model.tensors.count})`),
        ...typeTable(model),
        heading('metadata'),
        ...metadataTable(model),
      ];
      if (options.tensors) lines.push(heading('every tensor'), ...tensorTable(gguf));
      for (const line of lines) await terminal.line(line);
    });
}
