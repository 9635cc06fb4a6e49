import type { Range } from '../../spec/index.js';

/** A range of columns of a row-major buffer: number `i` of row `r` is `data[r * stride + start + i]`, `i < width`. */
export interface Columns {
  readonly data: Float32Array;
  readonly stride: number;
  readonly start: number;
  readonly width: number;
}

/** Named buffers `(rows, width)`; they grow to the most rows asked for and stay. */
export class Buffers {
  private readonly data = new Map<string, Float32Array>();

  constructor(private readonly widths: Readonly<Record<string, number>>) {}

  columns({ buffer, start, width }: Range, rows: number): Columns {
    const stride = this.widths[buffer];
    let data = this.data.get(buffer);
    if (!data || data.length < rows * stride) this.data.set(buffer, (data = new Float32Array(rows * stride)));
    return { data, stride, start, width };
  }

  clear(): void {
    this.data.clear();
  }

  get byteLength(): number {
    let sum = 0;
    for (const data of this.data.values()) sum += data.byteLength;
    return sum;
  }
}

/** The columns of one row, as a view. */
export function row({ data, stride, start, width }: Columns, index: number): Float32Array {
  return data.subarray(index * stride + start, index * stride + start + width);
}
