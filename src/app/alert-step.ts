import { readAlerts } from '#collect';
import type { Postgres } from '#platform';
import type { HomeAnswer } from '../loop/schemas.ts';

/** Open alerts as one line of what to do next; none when all is well. */
export const alertStep = async (postgres: Postgres): Promise<HomeAnswer['next']> => {
  const open = (await readAlerts(postgres)).filter(({ resolvedAt }) => resolvedAt === null);
  const worst = open.find(({ severity }) => severity === 'critical') ?? open[0];
  if (worst === undefined) return [];
  const about = worst.event === '' ? worst.source : `${worst.source} / ${worst.event}`;
  const others = open.length - 1;
  return [
    {
      id: 'alerts',
      title: {
        zh: `${worst.title.zh}：${about}${others > 0 ? `，另有 ${others} 条告警` : ''}`,
        en: `${worst.title.en}: ${about}${others > 0 ? `, and ${others} more` : ''}`,
      },
      reason: {
        zh: '数据不可信时，后面的每一步都不可信。',
        en: 'When the data cannot be trusted, no step after it can.',
      },
      action: { type: 'open', to: '/data/quality', label: { zh: '查看数据质量', en: 'See data quality' } },
    },
  ];
};
