import { CodeCompleter } from 'saguim';
import { expect, it } from 'vitest';
import { codeModels, defaultSettings, readSettings } from './completion-settings.js';

it('keeps what was set, and leaves out what is no setting', () => {
  const set = { automatic: false, mode: 'line', threshold: 0.4, delay: 0, model: 'a' };
  expect(readSettings(set)).toEqual(set);
  expect(readSettings(undefined)).toEqual(defaultSettings);
  expect(readSettings({ automatic: 1, mode: 'all', threshold: 2, delay: -1, model: '', other: 1 })).toEqual(defaultSettings);
});

it('names models that can be had', async () => {
  for (const model of codeModels) expect(await CodeCompleter.availability({ model })).not.toBe('unavailable');
});
