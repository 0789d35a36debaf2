import { defineKind, type DocumentProblem } from '#documents';
import { patternProblem } from './pattern.ts';
import { usesOf } from './rule.ts';
import { eventDefinitionSpecSchema, type PropertySpec, propertySpecSchema, trackingPlanSpecSchema } from './schemas.ts';

export const eventDefinitionKind = defineKind({
  kind: 'EventDefinition',
  plural: 'event-definitions',
  title: { zh: '行为事件', en: 'Event definition' },
  specSchema: eventDefinitionSpecSchema,
  // events are named by those who send them
  namePattern: /^[\p{L}\p{N}$][\p{L}\p{N}_$ .-]{0,99}$/u,
  references: (spec) =>
    usesOf(spec).map(({ property }, i) => ({ kind: 'Property', name: property, path: `spec.uses[${i}]` })),
  check: (spec) => [
    ...Object.entries(spec.properties).flatMap(([name, property]) =>
      valueProblems(property, `spec.properties.${name}`),
    ),
    ...usesOf(spec).flatMap(({ property }, i) =>
      property in spec.properties || usesOf(spec).findIndex((use) => use.property === property) < i
        ? [
            error(
              `spec.uses[${i}]`,
              `${property} is defined twice in this event`,
              `属性 ${property} 在此事件中重复定义`,
            ),
          ]
        : [],
    ),
  ],
});

/** A property that many events share is defined once. */
export const propertyKind = defineKind({
  kind: 'Property',
  plural: 'properties',
  title: { zh: '公共属性', en: 'Property' },
  specSchema: propertySpecSchema,
  namePattern: /^[\p{L}_$][\p{L}\p{N}_$ -]{0,63}$/u,
  check: (spec) => valueProblems(spec, 'spec'),
});

/** There is one, `default`. */
export const trackingPlanKind = defineKind({
  kind: 'TrackingPlan',
  plural: 'tracking-plans',
  title: { zh: '埋点方案', en: 'Tracking plan' },
  specSchema: trackingPlanSpecSchema,
  namePattern: /^default$/,
});

const error = (path: string, en: string, zh: string): DocumentProblem => ({
  severity: 'error',
  path,
  message: { en, zh },
});

/** Rules that do not fit the type would hold for no value, or for every one. */
const valueProblems = (spec: PropertySpec, path: string): readonly DocumentProblem[] => {
  const { type, values, min, max, maxLength, pattern } = spec;
  const isNumber = type === 'number' || type === 'integer';
  const found: DocumentProblem[] = [];
  const only = (field: keyof PropertySpec, allowed: boolean, en: string, zh: string): void => {
    if (spec[field] !== undefined && !allowed)
      found.push(error(`${path}.${field}`, `${field} is for ${en}`, `${field} 仅用于${zh}`));
  };
  only('values', isNumber || type === 'string', 'texts and numbers', '文本和数值');
  only('min', isNumber, 'numbers', '数值');
  only('max', isNumber, 'numbers', '数值');
  only('pattern', type === 'string', 'texts', '文本');
  only('maxLength', type === 'string' || type === 'list', 'texts and lists', '文本和列表');
  if (values !== undefined && (isNumber || type === 'string')) {
    const wanted = isNumber ? 'number' : 'string';
    if (values.some((value) => typeof value !== wanted))
      found.push(error(`${path}.values`, `every value must be a ${wanted}`, `枚举值类型应与属性一致`));
  }
  if (min !== undefined && max !== undefined && min > max)
    found.push(error(`${path}.max`, 'max is below min', '最大值小于最小值'));
  const problem = pattern === undefined ? undefined : patternProblem(pattern);
  if (problem !== undefined)
    found.push(error(`${path}.pattern`, `the pattern ${problem.en}`, `正则表达式${problem.zh}`));
  if (maxLength === 0 && type === 'string')
    found.push(error(`${path}.maxLength`, 'no text has no characters', '文本长度上限不能为 0'));
  return found;
};
