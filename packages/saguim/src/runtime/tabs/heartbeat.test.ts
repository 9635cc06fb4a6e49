import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(...limits: number[]) {
  const asked = vi.fn();
  const silent = vi.fn();
  const heartbeat = new Heartbeat(asked, limits, silent);
  heartbeat.start();
  heartbeat.start();
  return { heartbeat, asked, silent };
}

describe('Heartbeat', () => {
  it('gives up after so many questions without an answer, and once', () => {
    const { asked, silent } = start(4, 24);
    vi.advanceTimersByTime(4 * 2_500);
    expect([asked.mock.calls.length, silent.mock.calls.length]).toEqual([4, 0]);
    vi.advanceTimersByTime(60_000);
    expect([asked.mock.calls.length, silent.mock.calls.length]).toEqual([4, 1]);
  });

  it('has patience of its own for each of those who are asked', () => {
    const { heartbeat, asked, silent } = start(4, 24);
    asked.mockImplementation(() => heartbeat.heard(0));
    vi.advanceTimersByTime(24 * 2_500);
    expect(silent).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_500);
    expect(silent).toHaveBeenCalledOnce();
  });

  it('waits on while it is answered, and asks nothing when nothing is awaited', () => {
    const { heartbeat, asked, silent } = start(4);
    asked.mockImplementation(() => heartbeat.heard(0));
    vi.advanceTimersByTime(100 * 2_500);
    expect(silent).not.toHaveBeenCalled();
    heartbeat.stop();
    asked.mockClear();
    vi.advanceTimersByTime(60_000);
    expect(asked).not.toHaveBeenCalled();
  });
});
