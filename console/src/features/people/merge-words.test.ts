import { expect, it } from 'vitest';
import { zh } from '../../i18n/dictionary.ts';
import { mergeWords } from './merge-words.ts';

it('says a link between identifiers in the operators’ words and shortens fingerprints', () => {
  expect(mergeWords('user_id u-1 ↔ phone 655519db34dce8b26ddfc0da9862b48b', (key) => zh[key])).toBe(
    '用户 ID u-1 ↔ 手机号 655519db…',
  );
});

it('leaves out an end that has no name', () => {
  expect(mergeWords(' ↔ device_id d-1', (key) => zh[key])).toBe('设备 d-1');
});
