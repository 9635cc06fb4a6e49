import { readFileSync } from 'node:fs';

const chatml = `{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

const encoder = new TextEncoder();

/** A text as GGUF has it: its length in eight bytes, and its bytes. */
function text(value: string): Uint8Array {
  const bytes = encoder.encode(value);
  const all = new Uint8Array(8 + bytes.length);
  new DataView(all.buffer).setBigUint64(0, BigInt(bytes.length), true);
  all.set(bytes, 8);
  return all;
}

const word = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);

/**
 * A model that answers at once, if not wisely: the tiny Qwen 2 of random weights, given a chat template, and languages if any. 512
 * positions, text of bytes and a few merges. Templates must not be longer than about 60,000 characters.
 * @param renamed control tokens under other names, of the same length
 */
export function tinyChat(template = chatml, languages?: string[], renamed: Readonly<Record<string, string>> = {}): Blob {
  const file = readFileSync(new URL('../../../../tests/golden/tiny/qwen2-f32.gguf', import.meta.url));
  for (const [name, other] of Object.entries(renamed)) file.write(other, file.indexOf(text(name)) + 8);
  const list = languages ? [text('general.languages'), word(9), word(8), word(languages.length), word(0), ...languages.map(text)] : [];
  const key = [text('tokenizer.chat_template'), word(8)];
  // What is put in has a multiple of 32 bytes, so that the tensors stay where the file says.
  const length = [...list, ...key, text(`${template}{##}`)].reduce((sum, bytes) => sum + bytes.length, 0);
  const filled = text(`${template}{#${' '.repeat((32 - (length % 32)) % 32)}#}`);
  const header = file.subarray(0, 24);
  header.writeBigUInt64LE(header.readBigUInt64LE(16) + (languages ? 2n : 1n), 16);
  return new Blob([header, ...([...list, ...key, filled] as Uint8Array<ArrayBuffer>[]), file.subarray(24)]);
}
