import { expect, test } from 'vitest';
import { wordsSchema } from '../../platform/schemas.ts';
import { reasonTitle } from './reason.ts';

test.each([
  ['plan:type:amount', 'Breaks the plan: of another type (amount)'],
  ['invalid_number:金额', 'A number cannot be read (金额)'],
  ['invalid_colour', 'Not valid: colour'],
])('%s is said in words', (reason, words) => expect(reasonTitle(reason).en).toBe(words));

test.each(['invalid_number:', 'rule_failed:', 'invalid_'])(
  '%s with a name as long as a column may have still fits an answer',
  (prefix) => {
    expect(wordsSchema.safeParse(reasonTitle(`${prefix}${'列'.repeat(200)}`)).success).toBe(true);
  },
);
