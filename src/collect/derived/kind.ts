import { type CheckContext, defineKind, type DocumentProblem, eventConditionProblems } from '#documents';
import { orderOf } from './order.ts';
import { inputsOf, ruleOf } from './rule.ts';
import { derivedEventSpecSchema, type DerivedEventSpec } from './schemas.ts';

export const derivedEventKind = defineKind({
  kind: 'DerivedEvent',
  plural: 'derived-events',
  title: { zh: '派生事件', en: 'Derived event' },
  specSchema: derivedEventSpecSchema,
  namePattern: /^[a-z][a-z0-9_]{0,63}$/,
  check: (spec, context, { name }) => {
    const shape = shapeProblems(spec);
    return shape.length > 0 ? shape : [...conditionProblems(spec, context), ...circleProblems(name, spec, context)];
  },
});

const error = (path: string, en: string, zh: string): DocumentProblem => ({
  severity: 'error',
  path: `spec.${path}`,
  message: { en, zh },
});

const shapeProblems = (spec: DerivedEventSpec): readonly DocumentProblem[] => {
  const shapes = [spec.when, spec.sequence, spec.of].filter((shape) => shape !== undefined);
  if (shapes.length !== 1)
    return [error('when', 'Give one of when, sequence, of.', '请在 when、sequence、of 中填写其一。')];
  const problems: DocumentProblem[] = [];
  if (spec.of !== undefined && (spec.count === undefined || spec.within === undefined))
    problems.push(error('of', 'Repetition needs count and within.', '重复规则需要 count 与 within。'));
  if (spec.of === undefined && (spec.count !== undefined || spec.within !== undefined))
    problems.push(error('count', 'count and within belong to of.', 'count 与 within 只用于 of。'));
  if (spec.notFollowedBy !== undefined && spec.sequence === undefined)
    problems.push(
      error('notFollowedBy', 'notFollowedBy needs a sequence before it.', 'notFollowedBy 之前需要 sequence。'),
    );
  for (const [index, step] of (spec.sequence ?? []).entries()) {
    const timed = typeof step !== 'string' && step.within !== undefined;
    if (index > 0 && !timed)
      problems.push(error(`sequence[${index}]`, 'Each later step needs within.', '第二步起都需要 within。'));
    if (index === 0 && typeof step !== 'string' && (timed || step.sameProperty !== undefined))
      problems.push(
        error(
          'sequence[0]',
          'The first step has no within and no sameProperty.',
          '第一步没有 within 与 sameProperty。',
        ),
      );
  }
  return problems;
};

const conditionProblems = (spec: DerivedEventSpec, context: CheckContext): readonly DocumentProblem[] => {
  const moments = [
    ...(spec.when === undefined ? [] : [{ moment: spec.when, path: 'when' }]),
    ...(spec.of === undefined ? [] : [{ moment: spec.of, path: 'of' }]),
    ...(spec.notFollowedBy === undefined ? [] : [{ moment: spec.notFollowedBy, path: 'notFollowedBy' }]),
    ...(spec.sequence ?? []).map((step, index) => ({
      moment: typeof step === 'string' ? { event: step } : step,
      path: `sequence[${index}]`,
    })),
  ];
  return moments.flatMap(({ moment, path }) => eventConditionProblems(moment, { path: `spec.${path}.where`, context }));
};

/** Rules may feed rules, four deep; never themselves. */
const circleProblems = (name: string, spec: DerivedEventSpec, context: CheckContext): readonly DocumentProblem[] => {
  const rules = [...context.documents('DerivedEvent')].flatMap(([each, written]) => {
    const parsed = derivedEventSpecSchema.safeParse(written);
    return each !== name && parsed.success ? [ruleOf(each, parsed.data)] : [];
  });
  const own = ruleOf(name, spec);
  const order = orderOf([...rules, own]);
  if (order.type === 'circle')
    return [
      error(
        'when',
        `Derived events feed each other in a circle: ${order.names.join(' → ')}.`,
        `派生事件互相引用成环：${order.names.join(' → ')}。`,
      ),
    ];
  if (order.depth > 4)
    return [error('when', 'Derived events feed each other more than four deep.', '派生事件层级超过四层。')];
  return inputsOf(own).includes('$derived_retracted')
    ? [error('when', '$derived_retracted cannot be derived from.', '不能由 $derived_retracted 派生。')]
    : [];
};
