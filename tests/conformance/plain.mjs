/**
 * What a plan means, as directly as it can be said: one whole sequence from position 0, no cache, no pages, no batches, everything
 * in float64. The suite holds every backend, the reference included, against this.
 *
 * Gives for each position the result (width,).
 */
export function plainForward(plan, values, tokens) {
  const buffers = Object.fromEntries(
    Object.entries(plan.buffers).map(([name, width]) => [name, tokens.map(() => new Float64Array(width))]),
  );
  for (const operation of [...plan.body, ...plan.head]) OPERATIONS[operation.op](operation, buffers, values, tokens);
  return read(buffers, plan.result);
}

const read = (buffers, { buffer, start, width }) => buffers[buffer].map((row) => row.slice(start, start + width));
const write = (buffers, { buffer, start }, rows) => {
  for (const [r, row] of rows.entries()) buffers[buffer][r].set(row, start);
};
const slices = (row, size) => Array.from({ length: row.length / size }, (_, i) => row.slice(i * size, (i + 1) * size));

function sum(numbers) {
  let total = 0;
  for (const x of numbers) total += x;
  return total;
}

function dot(a, b) {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

const OPERATIONS = {
  embed({ table, out, scale, positions, types, before }, buffers, values, given) {
    const tokens = before === undefined ? given : [before, ...given.slice(0, -1)];
    const rowOf = (name, row) => Float64Array.from(values(name).slice(row * out.width, (row + 1) * out.width));
    const add = (x, y) => x.map((v, i) => v + y[i]);
    write(
      buffers,
      out,
      tokens.map((token, position) => {
        let x = rowOf(table, token).map((v) => v * scale);
        if (positions) x = add(x, rowOf(positions.weight, position));
        if (types) x = add(x, rowOf(types.weight, 0));
        return x;
      }),
    );
  },

  'rms-norm'({ in: input, weight, out, group, epsilon }, buffers, values) {
    const w = values(weight);
    const norm = (x) => x.map((v, i) => (v / Math.sqrt(dot(x, x) / group + epsilon)) * w[i]);
    write(
      buffers,
      out,
      read(buffers, input).map((row) => slices(row, group).flatMap((x) => [...norm(x)])),
    );
  },

  'layer-norm'({ in: input, weight, bias, out, epsilon, group = input.width }, buffers, values) {
    const w = values(weight);
    const b = bias ? values(bias) : w.map(() => 0);
    const norm = (x, g) => {
      const mean = sum(x) / x.length;
      const centred = x.map((v) => v - mean);
      const factor = 1 / Math.sqrt(dot(centred, centred) / x.length + epsilon);
      return centred.map((v, i) => v * factor * w[g * group + i] + b[g * group + i]);
    };
    write(
      buffers,
      out,
      read(buffers, input).map((row) => slices(row, group).flatMap((x, g) => [...norm(x, g)])),
    );
  },

  matmul({ weight, bias, in: input, out, add }, buffers, values) {
    const rowsOfW = slices(Float64Array.from(values(weight)), input.width);
    const before = read(buffers, out);
    const product = (x, r) => rowsOfW.map((w, o) => dot(w, x) + (bias ? values(bias)[o] : 0) + (add ? before[r][o] : 0));
    write(buffers, out, read(buffers, input).map(product));
  },

  rope({ target, headSize, dimensions, kind, base, positionScale, factors, magnitude = 1 }, buffers, values) {
    const pairs = Array.from({ length: dimensions / 2 }, (_, j) => (kind === 'normal' ? [2 * j, 2 * j + 1] : [j, j + dimensions / 2]));
    const turn = (head, position) => {
      const turned = head.slice();
      pairs.forEach(([a, b], j) => {
        const angle = (position * positionScale * Math.exp((-2 * j * Math.log(base)) / dimensions)) / (factors ? values(factors)[j] : 1);
        turned[a] = magnitude * (head[a] * Math.cos(angle) - head[b] * Math.sin(angle));
        turned[b] = magnitude * (head[a] * Math.sin(angle) + head[b] * Math.cos(angle));
      });
      return [...turned];
    };
    write(
      buffers,
      target,
      read(buffers, target).map((row, position) => slices(row, headSize).flatMap((head) => turn(head, position))),
    );
  },

  attention({ q, k, v, out, heads, kvHeads, headSize, scale, window = Infinity, softcap }, buffers) {
    const heads_ = (range) => read(buffers, range).map((row) => slices(row, headSize));
    const [queries, keys, values] = [heads_(q), heads_(k), heads_(v)];
    const attend = (query, position, head) => {
      const kv = Math.floor((head * kvHeads) / heads);
      const seen = keys.map((_, p) => p).filter((p) => p <= position && position - p < window);
      const raw = seen.map((p) => dot(query, keys[p][kv]) * scale);
      const scores = softcap ? raw.map((s) => softcap * Math.tanh(s / softcap)) : raw;
      const largest = Math.max(...scores);
      const exponentials = scores.map((s) => Math.exp(s - largest));
      const total = sum(exponentials);
      return Array.from({ length: headSize }, (_, i) => sum(seen.map((p, n) => (exponentials[n] / total) * values[p][kv][i])));
    };
    write(
      buffers,
      out,
      queries.map((row, position) => row.flatMap((query, head) => attend(query, position, head))),
    );
  },

  'self-attention'({ q, k, v, out, headSize, scale, causal }, buffers) {
    const [queries, keys, values] = [q, k, v].map((range) => read(buffers, range).map((row) => slices(row, headSize)));
    const attend = (query, head, row) => {
      const scores = keys.slice(0, causal ? row + 1 : keys.length).map((key) => dot(query, key[head]) * scale);
      const largest = Math.max(...scores);
      const exponentials = scores.map((s) => Math.exp(s - largest));
      const total = sum(exponentials);
      return Array.from({ length: headSize }, (_, i) => sum(exponentials.map((weight, p) => weight * values[p][head][i])) / total);
    };
    write(
      buffers,
      out,
      queries.map((heads, row) => heads.flatMap((query, head) => attend(query, head, row))),
    );
  },

  gate({ gate, up, out, activation }, buffers) {
    const ups = read(buffers, up);
    write(
      buffers,
      out,
      read(buffers, gate).map((row, r) => row.map((x, i) => ACTIVATIONS[activation](x) * ups[r][i])),
    );
  },

  scale({ in: input, out, factor, add }, buffers) {
    const before = read(buffers, out);
    write(
      buffers,
      out,
      read(buffers, input).map((row, r) => row.map((x, i) => x * factor + (add ? before[r][i] : 0))),
    );
  },

  softcap({ in: input, out, cap }, buffers) {
    write(
      buffers,
      out,
      read(buffers, input).map((row) => row.map((x) => cap * Math.tanh(x / cap))),
    );
  },

  activate({ in: input, out, activation }, buffers) {
    write(
      buffers,
      out,
      read(buffers, input).map((row) => row.map(ACTIVATIONS[activation])),
    );
  },

  pool({ in: input, out, kind }, buffers) {
    const rows = read(buffers, input);
    const pools = {
      mean: (column) => sum(column) / column.length,
      maximum: (column) => Math.max(...column),
      first: (c) => c[0],
      last: (c) => c.at(-1),
    };
    const pooled = Array.from({ length: out.width }, (_, i) => pools[kind](rows.map((row) => row[i])));
    buffers[out.buffer].at(-1).set(pooled, out.start);
  },

  'unit-norm'({ in: input, out }, buffers) {
    write(
      buffers,
      out,
      read(buffers, input).map((row) => row.map((x) => x / (Math.sqrt(dot(row, row)) || 1))),
    );
  },
};

const ACTIVATIONS = {
  silu: (x) => x / (1 + Math.exp(-x)),
  gelu: (x) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  // The normal distribution by Simpson's rule: as far from how anybody would compute it as can be.
  'gelu-erf': (x) => {
    const steps = 500;
    const h = x / steps;
    const density = (t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
    let total = density(0) + density(x);
    for (let i = 1; i < steps; i++) total += (i % 2 === 1 ? 4 : 2) * density(i * h);
    return x * (0.5 + (total * h) / 3);
  },
  tanh: (x) => 1 - 2 / (Math.exp(2 * x) + 1),
  relu: (x) => (x > 0 ? x : 0),
};
