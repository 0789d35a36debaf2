import type { Words } from '../../platform/schemas.ts';

/** What about an event breaks the plan. */
export const violationKinds = [
  'missing',
  'type',
  'values',
  'range',
  'length',
  'pattern',
  'unknown',
  'undefined_event',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

/** `property` is empty for `undefined_event`. */
export type Violation = { readonly what: ViolationKind; readonly property: string };

/** `type:amount`; what the SQL twin gives too. */
export const codeOf = ({ what, property }: Violation): string => `${what}:${property}`;

/** The reason a row in quarantine carries: `plan:type:amount`. Names are the sender's, so they are cut. */
export const reasonOfViolation = ({ what, property }: Violation): string =>
  property === '' ? `plan:${what}` : `plan:${what}:${property.slice(0, 64).toWellFormed()}`;

export const violationTitles: Readonly<Record<ViolationKind, Words>> = {
  missing: { zh: '缺少必填属性', en: 'A required property is missing' },
  type: { zh: '类型不符', en: 'Of another type' },
  values: { zh: '不在枚举值中', en: 'Not one of the listed values' },
  range: { zh: '超出取值范围', en: 'Out of range' },
  length: { zh: '过长', en: 'Too long' },
  pattern: { zh: '格式不符', en: 'Does not fit the pattern' },
  unknown: { zh: '未定义的属性', en: 'Not a defined property' },
  undefined_event: { zh: '未定义的事件', en: 'Not a defined event' },
};
