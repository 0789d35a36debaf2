import { problem } from '#platform';
import type { Expression } from './ast.ts';
import { check } from './check.ts';
import { limits } from './limits.ts';
import type { AudienceMeaning, Meanings, TagMeaning } from './meanings.ts';
import { isError, placeText } from './problem.ts';
import { always } from './typed-window.ts';
import { type Typed, type TypedChoose, type ValueType, walk } from './typed.ts';

/**
 * Puts what audiences and tags mean in the place of their names, so that they are right as of any time and share the one
 * scan with everything else. Audiences that are lists of people stay.
 * @throws GyreError `unprocessable` for a name without a meaning, for names that lead back to themselves, and when it all
 *   becomes too much
 */
export const expand = (typed: Typed, meanings: Meanings): Typed => {
  const expanded = createExpander(meanings).expand(typed, []);
  let nodes = 0;
  for (const _ of walk(expanded)) {
    nodes += 1;
    if (nodes > limits.expandedNodes)
      throw problem('unprocessable', {
        detail: `with the audiences and tags it names, the expression has more than ${limits.expandedNodes} parts`,
        detailZh: `连同所引用的人群和标签，表达式超过 ${limits.expandedNodes} 个部分`,
      });
  }
  return expanded;
};

const createExpander = (meanings: Meanings) => {
  const known = new Map<string, Typed>();
  /** Each name once, however often it is used. `within`: the names that led here. */
  const meaningOf = (name: string, within: readonly string[], read: (chain: readonly string[]) => Typed): Typed => {
    if (within.includes(name)) {
      const circle = [...within.slice(within.indexOf(name)), name].join(' → ');
      throw problem('unprocessable', {
        detail: `audiences and tags name each other in a circle: ${circle}`,
        detailZh: `人群与标签互相引用成环：${circle}`,
      });
    }
    const found = known.get(name) ?? read([...within, name]);
    known.set(name, found);
    return found;
  };
  const written = (expression: Expression, expect: ValueType, within: readonly string[]): Typed =>
    expandNode(typedOrThrow(expression, expect), within);

  const audience = (typed: Extract<Typed, { type: 'audience' }>, within: readonly string[]): Typed => {
    if (meanings.audience === undefined) return typed;
    const meaning: AudienceMeaning | undefined = meanings.audience(typed.name);
    if (meaning === undefined)
      throw problem('unprocessable', {
        detail: `audience "${typed.name}" is not published`,
        detailZh: `人群「${typed.name}」尚未发布`,
      });
    if (meaning.type === 'people') return typed;
    return meaningOf(`audience "${typed.name}"`, within, (chain) => written(meaning.condition, 'boolean', chain));
  };
  const tag = (name: string, within: readonly string[]): Typed => {
    const meaning = meanings.tag?.(name);
    if (meaning === undefined)
      throw problem('unprocessable', { detail: `tag "${name}" is not published`, detailZh: `标签「${name}」尚未发布` });
    return meaningOf(`tag "${name}"`, within, (chain) => tagged(name, meaning, chain));
  };
  const tagged = (name: string, meaning: TagMeaning, within: readonly string[]): Typed => {
    switch (meaning.type) {
      case 'given':
        return { type: 'given_tag', name, validMs: (meaning.validDays ?? 0) * dayMs || null, window: always };
      case 'rule':
        return {
          type: 'choose',
          cases: meaning.values.map(({ value, when }) => ({ value, when: written(when, 'boolean', within) })),
          otherwise: meaning.otherwise,
        };
      case 'ranked':
        return ranked(name, meaning, within);
    }
  };
  const ranked = (
    name: string,
    { by, among, values }: Extract<TagMeaning, { type: 'ranked' }>,
    within: readonly string[],
  ): TypedChoose => {
    const number = written(by, 'number', within);
    const people = among === null ? [] : [written(among, 'boolean', within)];
    const level = (index: number): Typed => ({ type: 'level', tag: name, index });
    return {
      type: 'choose',
      otherwise: null,
      cases: values.map((value, i): TypedChoose['cases'][number] => {
        const last = i === values.length - 1;
        // the lowest class takes the rest, once there is a cut at all
        const reached: Typed = last
          ? {
              type: 'all',
              operands: [
                { type: 'exists', operand: level(0) },
                { type: 'exists', operand: number },
              ],
            }
          : { type: 'compare', operator: '>=', left: number, right: level(i) };
        return { value, when: { type: 'all', operands: [...people, reached] } };
      }),
    };
  };

  const expandNode = (typed: Typed, within: readonly string[]): Typed => {
    const inside = <T extends Typed>(part: T): Typed => expandNode(part, within);
    switch (typed.type) {
      case 'audience':
        return audience(typed, within);
      case 'tag':
        return tag(typed.name, within);
      case 'choose':
        return { ...typed, cases: typed.cases.map(({ when, value }) => ({ value, when: inside(when) })) };
      case 'coalesce':
        return { ...typed, args: typed.args.map(inside) };
      case 'negate':
      case 'exists':
      case 'member':
      case 'not':
        return { ...typed, operand: inside(typed.operand) };
      case 'arithmetic':
      case 'compare':
        return { ...typed, left: inside(typed.left), right: inside(typed.right) };
      case 'all':
      case 'any':
        return { ...typed, operands: typed.operands.map(inside) };
      // conditions on one event name nobody
      default:
        return typed;
    }
  };
  return { expand: expandNode };
};

const dayMs = 86_400_000;

/** @throws GyreError `invalid_input`; what documents hold has been checked when they were published */
export const typedOrThrow = (expression: Expression, expect?: ValueType): Typed => {
  const { typed, problems } = check(expression, {}, expect);
  if (typed !== null) return typed;
  const first = problems.find(isError);
  const place = first === undefined ? '' : `${placeText(first.span)} `;
  throw problem('invalid_input', {
    detail: `${place}${first?.message.en ?? 'expression'}`,
    detailZh: `${place}${first?.message.zh ?? '表达式'}`,
    internal: first?.code ?? 'unknown',
  });
};
