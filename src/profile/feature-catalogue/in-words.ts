import type { EventTitles } from '#collect';
import { type Expression, parseExpression } from '#documents';
import type { Words } from '../../platform/schemas.ts';
import type { FeatureSpec } from '../schemas.ts';
import { agoWords, comparisonWords, windowWords } from './window-words.ts';

type Aggregate = Extract<Expression, { type: 'aggregate' }>;

/**
 * What an expression says, as an operator would say it.
 *
 * @example inWords('count(order_paid where amount >= 300, 90d)', titles).en // number of "Order paid" where amount ≥ 300, in the last 90 days
 */
export const inWords = (expression: FeatureSpec['expression'], titles: EventTitles): Words =>
  wordsOf(parseExpression(expression), (event) => titles.get(event) ?? { zh: event, en: event });

type TitleOf = (event: string) => Words;

const same = (text: string): Words => ({ zh: text, en: text });

const wordsOf = (node: Expression, titleOf: TitleOf): Words => {
  const of = (child: Expression): Words => wordsOf(child, titleOf);
  switch (node.type) {
    case 'number':
    case 'boolean':
      return same(String(node.value));
    case 'string':
      return { zh: `「${node.value}」`, en: `"${node.value}"` };
    case 'null':
      return { zh: '空', en: 'nothing' };
    case 'property':
      return same(propertyText(node));
    case 'aggregate':
      return aggregateWords(node, titleOf);
    case 'sequence': {
      const steps = node.steps.map((step) => ({
        zh: `${step.negated ? '未' : ''}${quoted(titleOf(step.event)).zh}`,
        en: `${step.negated ? 'no ' : ''}${quoted(titleOf(step.event)).en}`,
      }));
      const window = windowWords(node.window, titleOf);
      return {
        zh: `${window.zh}依次发生${steps.map(({ zh }) => zh).join('、')}`,
        en: `${steps.map(({ en }) => en).join(' then ')}${window.en}`,
      };
    }
    case 'trait':
      return { zh: `属性 ${node.path.join('.')}`, en: `trait ${node.path.join('.')}` };
    case 'in_audience':
      return { zh: `属于人群 ${node.audience}`, en: `in audience ${node.audience}` };
    case 'tag':
      return { zh: `标签 ${node.tag}`, en: `tag ${node.tag}` };
    case 'has_tag':
      return { zh: `有标签 ${node.tag}`, en: `has tag ${node.tag}` };
    case 'score':
      return { zh: `模型 ${node.model} 的得分`, en: `score of ${node.model}` };
    case 'trend': {
      const [inner, span] = [of(node.of), agoWords(node.length)];
      return {
        zh: `近 ${span.zh}相对前 ${span.zh}的变化：${inner.zh}`,
        en: `change from one stretch of ${span.en} to the next: ${inner.en}`,
      };
    }
    case 'call': {
      const args = node.args.map(of);
      return node.name === 'exists'
        ? { zh: `${args[0].zh} 有值`, en: `${args[0].en} is known` }
        : { zh: args.map(({ zh }) => zh).join('，否则 '), en: args.map(({ en }) => en).join(', or else ') };
    }
    case 'negate':
      return { zh: `负的 ${of(node.operand).zh}`, en: `minus ${of(node.operand).en}` };
    case 'not':
      return { zh: `非（${of(node.operand).zh}）`, en: `not (${of(node.operand).en})` };
    case 'membership': {
      const options = node.options.map(({ value }) => String(value)).join(', ');
      const operand = of(node.operand);
      return {
        zh: `${operand.zh} ${node.negated ? '不是' : '是'} ${options}${node.options.length > 1 ? ' 之一' : ''}`,
        en: `${operand.en} is ${node.negated ? 'not ' : ''}${node.options.length > 1 ? 'one of ' : ''}${options}`,
      };
    }
    case 'comparison':
      return comparisonWords(node.operator, of(node.left), of(node.right));
    case 'arithmetic':
      return arithmeticWords(node, of);
    case 'logical': {
      const [left, right] = [of(node.left), of(node.right)];
      return {
        zh: `${left.zh} ${node.operator === 'and' ? '且' : '或'} ${right.zh}`,
        en: `${left.en} ${node.operator} ${right.en}`,
      };
    }
  }
};

const arithmeticWords = (
  { operator, left, right }: Extract<Expression, { type: 'arithmetic' }>,
  of: (child: Expression) => Words,
): Words => {
  const side = (child: Expression): Words => {
    const words = of(child);
    return child.type === 'arithmetic' ? { zh: `（${words.zh}）`, en: `(${words.en})` } : words;
  };
  const [a, b] = [side(left), side(right)];
  const sign = { '+': '＋', '-': '−', '*': '×', '/': '÷' }[operator];
  return { zh: `${a.zh} ${sign} ${b.zh}`, en: `${a.en} ${sign === '＋' ? '+' : sign} ${b.en}` };
};

const aggregateWords = (node: Aggregate, titleOf: TitleOf): Words => {
  const event = quoted(titleOf(node.event));
  const property = propertyText({ path: node.property, attribute: node.attribute });
  const where = node.where === null ? undefined : wordsOf(node.where, titleOf);
  const window = windowWords(node.window, titleOf);
  const { zh, en } = measures[node.name](property);
  return {
    zh: `${window.zh}${event.zh}${where === undefined ? '' : `（${where.zh}）`}${zh}`,
    en: `${en} ${event.en}${where === undefined ? '' : ` where ${where.en}`}${window.en}`,
  };
};

const measures: Readonly<Record<Aggregate['name'], (property: string) => Words>> = {
  count: () => ({ zh: '的次数', en: 'number of' }),
  sum: (property) => ({ zh: `的 ${property} 合计`, en: `sum of ${property} over` }),
  mean: (property) => ({ zh: `的 ${property} 平均值`, en: `mean ${property} of` }),
  min: (property) => ({ zh: `的最小 ${property}`, en: `least ${property} of` }),
  max: (property) => ({ zh: `的最大 ${property}`, en: `greatest ${property} of` }),
  distinct: (property) => ({ zh: `中不同 ${property} 的个数`, en: `number of different ${property} of` }),
  first: (property) => ({ zh: `首次的 ${property}`, en: `${property} of the first` }),
  last: (property) => ({ zh: `最近一次的 ${property}`, en: `${property} of the last` }),
  favourite: (property) => ({ zh: `中最常见的 ${property}`, en: `most frequent ${property} of` }),
  diversity: (property) => ({ zh: `中 ${property} 的分散程度`, en: `diversity of ${property} over` }),
  stddev: (property) => ({ zh: `的 ${property} 标准差`, en: `standard deviation of ${property} over` }),
  days_since: () => ({ zh: '最近一次距今的天数', en: 'days since the last' }),
  days_since_first: () => ({ zh: '首次距今的天数', en: 'days since the first' }),
  interval_mean: () => ({ zh: '的平均间隔天数', en: 'mean days between one and the next of' }),
  interval_cv: () => ({ zh: '间隔的波动（变异系数）', en: 'variation (CV) of the days between' }),
  never: () => ({ zh: '从未发生', en: 'never any' }),
};

const quoted = ({ zh, en }: Words): Words => ({ zh: `「${zh}」`, en: `"${en}"` });
const propertyText = ({
  path,
  attribute,
}: {
  readonly path: readonly string[];
  readonly attribute: string | null;
}): string => path.join('.') + (attribute === null ? '' : ` → ${attribute}`);
