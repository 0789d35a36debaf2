import { formatEvent, formatPath, formatString } from '../format.ts';
import { limits } from '../limits.ts';
import { expressionProblem } from '../problem.ts';
import { fail, inside, item, nowhere, type Place, StructureProblem } from './place.ts';
import { isObject, type Json, type StructuredNode, testKeys } from './structured.ts';

/** The parts of nodes, each written as the text form has it. */

export const writeScalar = (value: string | number | boolean | null, place: Place): void => {
  if (typeof value !== 'string') return place.writer.put(String(value));
  if (value.length > limits.stringLength || /\p{Surrogate}/u.test(value))
    throw new StructureProblem(expressionProblem('bad_string', nowhere), place);
  place.writer.put(formatString(value));
};

export const writeList = (
  json: Json | undefined,
  place: Place,
  between: string,
  { least }: { readonly least: number },
): void => {
  if (!Array.isArray(json) || json.length < least)
    return fail(place, `Expected a list of at least ${least} here.`, `此处应为至少 ${least} 项的列表。`);
  json.forEach((each: Json, i) => {
    if (i > 0) place.writer.put(between);
    place.expression(each, item(place, i));
  });
};

export const writeName = (json: Json | undefined, place: Place, quoted = false): void => {
  if (typeof json !== 'string') return fail(place, 'Expected a name here.', '此处应为名称。');
  place.writer.at(place.path, () => (quoted ? writeScalar(json, place) : place.writer.put(formatEvent(json))));
};

/** `ship.city`, `product_id->category` */
export const writePath = (json: Json | undefined, place: Place): void => {
  if (typeof json !== 'string' || json === '')
    return fail(place, 'Expected the name of a property here.', '此处应为属性名称。');
  const arrow = json.indexOf('->');
  const [path, attribute] = arrow < 0 ? [json, null] : [json.slice(0, arrow), json.slice(arrow + 2)];
  const plain = (name: string): string =>
    name.includes('`') || name.includes('\n') ? fail(place, 'A name has no backtick.', '名称不能含反引号。') : name;
  place.writer.at(place.path, () => {
    place.writer.put(formatPath(path.split('.').map(plain)));
    if (attribute !== null) place.writer.put(`->${formatPath([plain(attribute)])}`);
  });
};

export const writeWhere = (json: Json | undefined, place: Place): void => {
  if (json === undefined) return;
  place.writer.put(' where ');
  place.expression(json, { ...place, aboutEvent: true });
};

/** `{ amount: { ">=": 300 }, category: "fridge" }`: each property with what it must be. */
export const writeTests = (json: StructuredNode, place: Place): void => {
  const entries = Object.entries(json);
  if (entries.length === 0) return fail(place, 'Expected a condition here.', '此处应为条件。');
  entries.forEach(([property, test], i) => {
    if (i > 0) place.writer.put(' and ');
    const at = inside(place, property);
    writeTest(test, at, () => writePath(property, at));
  });
};

/** What a value must be: a value, a list of values, or operators with values; several operators must all hold. */
export const writeTest = (json: Json | undefined, place: Place, writeValue: () => void): void => {
  const tests: readonly (readonly [string, Json | undefined])[] = isObject(json)
    ? Object.entries(json)
    : [[Array.isArray(json) ? 'in' : '=', json]];
  if (tests.length === 0 || tests.some(([operator]) => !testKeys.some((key) => key === operator)))
    return fail(
      place,
      `Expected a value, a list or one of ${testKeys.join(' ')} here.`,
      `此处应为值、列表或 ${testKeys.join(' ')} 之一。`,
    );
  tests.forEach(([operator, against], i) => {
    const at = isObject(json) ? inside(place, operator) : place;
    if (i > 0) place.writer.put(' and ');
    place.writer.at(at.path, () => {
      place.writer.put('(');
      writeValue();
      place.writer.put(` ${operator} `);
      if (operator === 'in' || operator === 'not in') writeOptions(against, at);
      else if (isObject(against)) place.expression(against, at);
      else if (against === undefined || (typeof against === 'object' && against !== null))
        fail(at, 'Expected one value here.', '此处应为一个值。');
      else writeScalar(against, at);
      place.writer.put(')');
    });
  });
};

export const writeOptions = (json: Json | undefined, place: Place): void => {
  if (!Array.isArray(json) || json.length === 0)
    return fail(place, 'Expected a list of values here.', '此处应为值的列表。');
  place.writer.put('(');
  json.forEach((each: Json, i) => {
    if (i > 0) place.writer.put(', ');
    const at = item(place, i);
    if (typeof each !== 'string' && typeof each !== 'number')
      return fail(at, 'Expected a text or a number here.', '此处应为文本或数字。');
    place.writer.at(at.path, () => writeScalar(each, at));
  });
  place.writer.put(')');
};
