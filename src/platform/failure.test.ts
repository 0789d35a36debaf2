import { describe, expect, test } from 'vitest';
import { problem } from './errors.ts';
import { failureText, failureWords } from './failure.ts';

describe('why background work failed', () => {
  test('is kept in both languages', () => {
    const kept = failureText(problem('not_found', { detail: 'channel "crm"', detailZh: '渠道「crm」' }));
    expect(failureWords(kept)).toEqual({ en: 'Not found: channel "crm"', zh: '未找到：渠道「crm」' });
  });

  test('says of a foreseen fault nothing that is for the log', () => {
    const kept = failureText(problem('internal', { internal: 'SELECT secret' }));
    expect(kept).not.toContain('secret');
    expect(kept).not.toContain('at ');
  });

  test('is the first line of an error nobody foresaw, without its stack and not endless', () => {
    const { en, zh } = failureWords(failureText(new Error(`${'x'.repeat(1000)}\nsecond line`)));
    expect(en).toMatch(/^Failed: x{300}…$/);
    expect(zh).toMatch(/^失败：x{300}…$/);
  });

  test('of rows from before is their first line', () => {
    expect(failureWords('GyreError: gone\n    at problem (errors.ts:41:76)')).toEqual({
      en: 'GyreError: gone',
      zh: 'GyreError: gone',
    });
    expect(failureWords('{ not json').en).toBe('{ not json');
  });
});
