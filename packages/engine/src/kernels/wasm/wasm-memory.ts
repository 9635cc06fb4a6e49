import { SaguimError } from '../../spec/index.js';

const PAGE = 65536;
/** A 32-bit memory's limit, less the last page: addresses of its end must fit too. */
const LIMIT = 65535;
/** What one memory holds at most, in bytes. */
export const MEMORY_BYTES = LIMIT * PAGE;

/** The next multiple of 64; addresses beyond 2³¹ stay positive. */
export const alignTo64 = (address: number): number => Math.ceil(address / 64) * 64;

/**
 * Linear memory of one model, handed out from the front: what is laid down once, then cache pages, which may grow. It never shrinks.
 */
export class WasmMemory {
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  /** Whether threads can use it: less than was asked for where the host refuses to share so much. */
  readonly shared: boolean;
  #used: number;

  /**
   * @param bytes room needed at the start
   * @param most room that may ever be needed; lowered when the host refuses so much
   * @param shared whether threads are to use it; not where the host refuses even the least, but would give it unshared
   */
  constructor(bytes: number, most: number, shared: boolean, reserved: number) {
    const initial = Math.ceil(bytes / PAGE);
    if (initial > LIMIT) {
      throw new SaguimError(
        'out-of-memory',
        `The model needs ${Math.ceil(bytes / 2 ** 20)} MB, more than the 4 GB of a WebAssembly memory`,
        {
          hint: 'Use a smaller model or a smaller quantisation.',
        },
      );
    }
    const wanted = Math.min(LIMIT, Math.max(initial, Math.ceil(most / PAGE)));
    let maximum = wanted;
    for (;;) {
      try {
        this.memory = new WebAssembly.Memory({ initial, maximum, shared });
        break;
      } catch (cause) {
        if (maximum > initial) maximum = initial + ((maximum - initial) >> 1);
        else if (shared) {
          // Shared memory is reserved up to its maximum; what is not shared can lie elsewhere once it has grown.
          shared = false;
          maximum = wanted;
        } else {
          throw new SaguimError('out-of-memory', `The host refused ${Math.ceil(bytes / 2 ** 20)} MB of memory`, {
            hint: 'Close other tabs or use a smaller model.',
            cause,
          });
        }
      }
    }
    this.shared = shared;
    this.maximumBytes = maximum * PAGE;
    this.#used = reserved;
  }

  get used(): number {
    return this.#used;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** `bytes` of zeroed memory, at a multiple of 64. */
  allocate(bytes: number): number {
    const address = alignTo64(this.#used);
    if (!this.grow(address + bytes)) {
      throw new SaguimError('out-of-memory', `The host refused ${Math.ceil(bytes / 2 ** 20)} MB more memory`, {
        hint: 'Close other tabs or use a smaller model.',
      });
    }
    this.#used = address + bytes;
    return address;
  }

  /** Makes the memory at least so large; false when the host refuses. */
  grow(bytes: number): boolean {
    const missing = Math.ceil((bytes - this.bytes) / PAGE);
    if (missing <= 0) return true;
    try {
      this.memory.grow(missing);
      return true;
    } catch {
      return false;
    }
  }
}
