import type { Expression } from '#documents';
import type { Words } from '../../platform/schemas.ts';

type Window = NonNullable<Extract<Expression, { type: 'aggregate' }>['window']>;
type Operator = Extract<Expression, { type: 'comparison' }>['operator'];

/** Before the event in Chinese, behind it in English: “近 90 天内”, “, in the last 90 days”. */
export const windowWords = (window: Window | null, titleOf: (event: string) => Words): Words => {
  if (window === null) return { zh: '', en: '' };
  switch (window.type) {
    case 'rolling': {
      const [from, until] = [agoWords(window.from), window.until === null ? null : agoWords(window.until)];
      return until === null
        ? { zh: `近 ${from.zh}内`, en: `, in the last ${from.en}` }
        : { zh: `${from.zh}前至 ${until.zh}前`, en: `, from ${from.en} to ${until.en} ago` };
    }
    case 'calendar': {
      const { zh, en } = units[window.unit];
      return window.back === 0 ? { zh: `本${zh}`, en: `, this ${en}` } : { zh: `上${zh}`, en: `, last ${en}` };
    }
    case 'since':
      return { zh: `自 ${window.date} 起`, en: `, since ${window.date}` };
    case 'since_event': {
      const title = titleOf(window.event);
      return {
        zh: `自${window.which === 'last' ? '最近一次' : '首次'}「${title.zh}」后`,
        en: `, after the ${window.which} "${title.en}"`,
      };
    }
  }
};

const units = {
  day: { zh: '日', en: 'day' },
  week: { zh: '周', en: 'week' },
  month: { zh: '月', en: 'month' },
  quarter: { zh: '季度', en: 'quarter' },
  year: { zh: '年', en: 'year' },
} as const;

export const agoWords = ({ count, unit }: { readonly count: number; readonly unit: 'd' | 'h' | 'm' }): Words => ({
  zh: `${count} ${{ d: '天', h: '小时', m: '分钟' }[unit]}`,
  en: `${count} ${{ d: 'day', h: 'hour', m: 'minute' }[unit]}${count === 1 ? '' : 's'}`,
});

export const comparisonWords = (operator: Operator, left: Words, right: Words): Words => {
  const sign = { '=': '＝', '!=': '≠', '<': '＜', '<=': '≤', '>': '＞', '>=': '≥' }[operator];
  const ascii = { '=': 'is', '!=': 'is not', '<': '<', '<=': '≤', '>': '>', '>=': '≥' }[operator];
  return { zh: `${left.zh} ${sign} ${right.zh}`, en: `${left.en} ${ascii} ${right.en}` };
};
