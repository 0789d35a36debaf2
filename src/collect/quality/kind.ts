import { defineKind } from '#documents';
import { alertSpecSchema } from './schemas.ts';

export const alertKind = defineKind({
  kind: 'Alert',
  plural: 'alerts',
  title: { zh: '数据告警', en: 'Alert' },
  specSchema: alertSpecSchema,
  check: ({ above, below, clear }) => {
    const wrong = (path: string, en: string, zh: string) =>
      [{ severity: 'error', path: `spec.${path}`, message: { en, zh } }] as const;
    if ((above === undefined) === (below === undefined))
      return wrong('above', 'Give above or below, and not both.', '请在 above 与 below 中填写其一。');
    if (clear !== undefined && ((above !== undefined && clear > above) || (below !== undefined && clear < below)))
      return wrong('clear', 'clear lies on the good side of the threshold.', 'clear 应位于阈值的正常一侧。');
    return [];
  },
});
