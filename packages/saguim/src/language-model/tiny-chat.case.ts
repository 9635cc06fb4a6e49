import { readFileSync } from 'node:fs';

const chatml = `{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

/**
 * A model that answers at once, if not wisely: the tiny Qwen 2 of random weights, given a chat template. 512 positions, text of bytes and
 * a few merges. Templates must not be longer than about 60,000 characters.
 */
export function tinyChat(template = chatml): Blob {
  const file = readFileSync(new URL('../../../../tests/golden/tiny/qwen2-f32.gguf', import.meta.url));
  const encoder = new TextEncoder();
  const key = encoder.encode('tokenizer.chat_template');
  const head = 8 + key.length + 4 + 8;
  // What is put in has a multiple of 32 bytes, so that the tensors stay where the file says.
  const text = encoder.encode(template);
  const filled = encoder.encode(`${template}{#${' '.repeat(31 - ((head + text.length + 3) % 32))}#}`);
  const entry = new DataView(new ArrayBuffer(head + filled.length));
  const bytes = new Uint8Array(entry.buffer);
  entry.setBigUint64(0, BigInt(key.length), true);
  bytes.set(key, 8);
  entry.setUint32(8 + key.length, 8, true); // a string
  entry.setBigUint64(12 + key.length, BigInt(filled.length), true);
  bytes.set(filled, head);
  const header = file.subarray(0, 24);
  header.writeBigUInt64LE(header.readBigUInt64LE(16) + 1n, 16);
  return new Blob([header, bytes, file.subarray(24)]);
}
