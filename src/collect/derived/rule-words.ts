import type { Words } from '../../platform/schemas.ts';
import type { Moment, Rule } from './rule.ts';

/** The rule as a sentence. @example ruleWords(rule).en // order_placed, then no order_paid of the same order_id within 30 min */
export const ruleWords = (rule: Rule): Words => {
  const per =
    rule.per === 'person' ? { en: '', zh: '' } : { en: `, per ${rule.per.property}`, zh: `，按 ${rule.per.property}` };
  if (rule.type === 'repeat') {
    const span = spanWords(rule.withinMs);
    return {
      en: `${momentWords(rule.of).en} ${rule.count} times within ${span.en}${per.en}`,
      zh: `${span.zh}内 ${rule.count} 次 ${momentWords(rule.of).zh}${per.zh}`,
    };
  }
  const steps = rule.steps.map((step, index) => {
    const [moment, span] = [momentWords(step), spanWords(step.withinMs ?? 0)];
    return index === 0 ? moment : { en: `then ${moment.en} within ${span.en}`, zh: `${span.zh}内 ${moment.zh}` };
  });
  const { absence } = rule;
  const span = spanWords(absence?.withinMs ?? 0);
  const last = absence === undefined ? undefined : momentWords(absence);
  return {
    en: `${steps.map(({ en }) => en).join(', ')}${last === undefined ? '' : `, then no ${last.en} within ${span.en}`}${per.en}`,
    zh: `${steps.map(({ zh }) => zh).join('，')}${last === undefined ? '' : `，${span.zh}内没有 ${last.zh}`}${per.zh}`,
  };
};

const momentWords = ({ event, where, sameProperty }: Moment): Words => {
  const condition = where === undefined ? '' : ` (${where})`;
  return sameProperty === undefined
    ? { en: `${event}${condition}`, zh: `${event}${condition}` }
    : { en: `${event}${condition} of the same ${sameProperty}`, zh: `同一 ${sameProperty} 的 ${event}${condition}` };
};

const spanWords = (ms: number): Words => {
  const [count, unit] =
    ms % 86_400_000 === 0
      ? [ms / 86_400_000, { en: 'd', zh: '天' }]
      : ms % 3_600_000 === 0
        ? [ms / 3_600_000, { en: 'h', zh: '小时' }]
        : ms % 60_000 === 0
          ? [ms / 60_000, { en: 'min', zh: '分钟' }]
          : [ms / 1000, { en: 's', zh: '秒' }];
  return { en: `${count} ${unit.en}`, zh: `${count} ${unit.zh}` };
};
