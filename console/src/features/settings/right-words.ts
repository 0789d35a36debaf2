import type { z } from 'zod';
import type { newKeySchema } from '../../../../src/platform/http/auth/schemas.ts';
import type { WordKey } from '../../i18n/dictionary.ts';

export type Right = NonNullable<z.input<typeof newKeySchema>['scopes']>[number];

/** Every right a key can have; a new scope on the server is a type error here until it has its words. */
const words: Readonly<Record<Right, WordKey>> = {
  'events:write': 'right.events:write',
  'events:read': 'right.events:read',
  'people:read': 'right.people:read',
  'people:export': 'right.people:export',
  'documents:read': 'right.documents:read',
  'documents:write': 'right.documents:write',
  'programs:read': 'right.programs:read',
  'programs:run': 'right.programs:run',
  'coupons:redeem': 'right.coupons:redeem',
  'reports:write': 'right.reports:write',
  admin: 'right.admin',
};

const isRight = (scope: string): scope is Right => scope in words;
export const rights: readonly Right[] = Object.keys(words).filter(isRight);
export const rightWords = (scope: string, t: (key: WordKey) => string): string =>
  isRight(scope) ? t(words[scope]) : scope;
