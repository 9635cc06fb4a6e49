import { describe, expect, it } from 'vitest';
import type { PromptMessage } from '../runtime/index.js';
import { type Exchange, SessionHistory } from './session-history.js';

const said = (role: PromptMessage['role'], content: PromptMessage['content'], tokens = 10, kept = false): Exchange => ({
  turn: { messages: [{ role, content }] },
  tokens,
  kept,
});
const response = { type: 'tool-response' as const, value: { callID: '1', name: 'a', result: [1] } };
const contents = ({ turns }: SessionHistory) => turns.map(({ messages }) => messages[0]!.content);

describe('SessionHistory', () => {
  it('lets as few of the oldest exchanges go as it takes, and never what is kept', () => {
    const history = new SessionHistory([said('system', 's', 30, true), ...['a', 'b', 'c', 'd'].map((text) => said('user', text))]);
    expect(history.usage).toBe(70);
    expect(history.keptUsage).toBe(30);
    expect(history.shortened(70)).toBe(history);
    expect(contents(history.shortened(69))).toEqual(['s', 'b', 'c', 'd']);
    expect(contents(history.shortened(50))).toEqual(['s', 'c', 'd']);
    const kept = history.shortened(0);
    expect(contents(kept)).toEqual(['s']);
    expect(kept.shortened(0)).toBe(kept);
    expect(history.usage).toBe(70);
  });

  it('lets what answers to something go with it', () => {
    const history = new SessionHistory([said('user', 'call a'), said('user', [response]), said('user', 'b'), said('assistant', 'c')]);
    expect(contents(history.shortened(39))).toEqual(['b', 'c']);
    expect(contents(history.shortened(19))).toEqual([]);
    expect(contents(new SessionHistory([said('assistant', 'x'), said('user', 'y')]).shortened(10))).toEqual(['y']);
  });
});
