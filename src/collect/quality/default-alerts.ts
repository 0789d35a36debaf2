import { alertSpecSchema, type AlertSpec } from './schemas.ts';
import type { Words } from '../../platform/schemas.ts';

export type AlertRule = { readonly name: string; readonly title: Words; readonly spec: AlertSpec };

const rule = (name: string, title: Words, spec: Partial<AlertSpec>): AlertRule => ({
  name,
  title,
  spec: alertSpecSchema.parse(spec),
});

/** In force until a published Alert of the same name takes their place; `enabled: false` switches one off. */
export const defaultAlerts: readonly AlertRule[] = [
  rule(
    'source_silent',
    { en: 'A source has stopped', zh: '数据源停止上报' },
    { measure: 'silence_hours', above: 24, clear: 1, severity: 'critical' },
  ),
  rule(
    'volume_low',
    { en: 'Far fewer events than usual', zh: '事件量骤降' },
    { measure: 'volume_change', below: -0.5 },
  ),
  rule('volume_high', { en: 'Far more events than usual', zh: '事件量骤升' }, { measure: 'volume_change', above: 2 }),
  rule(
    'missing_properties',
    { en: 'Required properties are missing', zh: '必填属性缺失' },
    { measure: 'missing_share', above: 0.05, forMinutes: 10 },
  ),
  rule(
    'invalid_values',
    { en: 'Values are not allowed', zh: '属性值不合规' },
    { measure: 'invalid_share', above: 0.05, forMinutes: 10 },
  ),
  rule('duplicates', { en: 'Many events come twice', zh: '重复上报过多' }, { measure: 'duplicate_share', above: 0.3 }),
];

/** The published rules, and the defaults they do not replace. */
export const rulesInForce = (published: readonly AlertRule[]): readonly AlertRule[] => {
  const named = new Set(published.map(({ name }) => name));
  return [...defaultAlerts.filter(({ name }) => !named.has(name)), ...published].filter(({ spec }) => spec.enabled);
};
