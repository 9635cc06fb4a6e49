import type { SearchFilter } from 'saguim/comments';
import { Conditions } from './conditions.js';
import type { SqlConnection } from './sql-database.js';

/** Rows that are brought here at once. */
const stretch = 4000;

/** A vector of unit length as whole numbers from -127 to 127, by its greatest component, which comes first as 32-bit float. */
export function toCodes(vector: Float32Array): Buffer {
  const most = vector.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1;
  const codes = Buffer.alloc(4 + vector.length);
  codes.writeFloatLE(most / 127);
  for (const [i, value] of vector.entries()) codes.writeInt8(Math.round((value / most) * 127), 4 + i);
  return codes;
}

function cosine(codes: Uint8Array, vector: Float32Array): number {
  const numbers = new Int8Array(codes.buffer, codes.byteOffset + 4, codes.length - 4);
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! * vector[i]!;
  return sum * new DataView(codes.buffer, codes.byteOffset, 4).getFloat32(0, true);
}

/** The nearest vectors, for databases without pgvector: all that a filter lets through are looked at. */
export async function nearestByScan(
  connection: SqlConnection,
  model: string,
  vector: Float32Array,
  filter: SearchFilter,
  limit: number,
): Promise<{ id: string; score: number }[]> {
  let best: { id: string; score: number }[] = [];
  for (let after = 0; ; ) {
    const where = new Conditions();
    where
      .add(`model = ${where.value(model)}`)
      .add(`sequence > ${where.value(after)}`)
      .filter(filter, 'saguim_comment.');
    const rows = await connection.query<{ id: string; sequence: number; codes: Uint8Array }>(
      `SELECT saguim_comment.id, sequence, codes FROM saguim_comment JOIN saguim_vector ON comment = saguim_comment.id
       WHERE ${where.text} ORDER BY sequence LIMIT ${where.value(stretch)}`,
      where.values,
    );
    for (const { id, codes } of rows) if (codes.length === vector.length + 4) best.push({ id, score: cosine(codes, vector) });
    best = best.sort((a, b) => b.score - a.score).slice(0, limit);
    if (rows.length < stretch) return best;
    after = rows.at(-1)!.sequence;
  }
}
