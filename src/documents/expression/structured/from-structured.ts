import type { Expression, Span } from '../ast.ts';
import { format } from '../format.ts';
import { aggregates, isAggregateName } from '../functions.ts';
import { parse, parseAboutEvent } from '../parse.ts';
import type { ExpressionProblem } from '../problem.ts';
import { fail, inside, type Place, StructureProblem } from './place.ts';
import { isObject, type Json, nodeKeys, type Structured, type StructuredNode } from './structured.ts';
import { writeList, writeName, writePath, writeScalar, writeTest, writeTests, writeWhere } from './write-parts.ts';
import { writeSteps, writeWindow } from './write-window.ts';
import { createWriter } from './writer.ts';

export type FromStructured =
  | { readonly type: 'parsed'; readonly ast: Expression; readonly placeOf: (span: Span) => string }
  | { readonly type: 'failed'; readonly problem: ExpressionProblem; readonly path: string };

/**
 * Objects → syntax tree. The structure is written down as text, which the one parser reads; so both forms have one
 * grammar and one set of limits. `placeOf` says which part of the structure a place in the tree came from:
 * `all[0].where.amount`.
 * @example fromStructured({ count: 'order_paid', window: '90d', is: { '>=': 2 } })
 */
export const fromStructured = (structured: Structured): FromStructured => {
  const writer = createWriter();
  try {
    writeExpression(structured, { writer, path: '', depth: 0, aboutEvent: false, expression: writeExpression });
  } catch (cause) {
    if (cause instanceof StructureProblem) return { type: 'failed', problem: cause.problem, path: cause.path };
    throw cause;
  }
  const parsed = parse(writer.text());
  return parsed.type === 'parsed'
    ? { ...parsed, placeOf: writer.placeOf }
    : { ...parsed, path: writer.placeOf(parsed.problem.span) };
};

const writeExpression: Place['expression'] = (json, place) =>
  place.writer.at(place.path, () => {
    place.writer.put('(');
    writeBare(json, place);
    place.writer.put(')');
  });

const writeBare = (json: Json | undefined, place: Place): void => {
  if (typeof json === 'string') return writeText(json, place);
  if (typeof json === 'number' || typeof json === 'boolean' || json === null) return writeScalar(json, place);
  if (!isObject(json)) return fail(place, 'Expected an object, a text or a number here.', '此处应为对象、文本或数字。');
  const keys = Object.keys(json).filter((key) => nodeKeys.has(key));
  const [key = ''] = keys;
  if (place.aboutEvent && keys.length === 0) return writeTests(json, place);
  if (keys.length !== 1)
    return fail(
      place,
      `Expected one of ${[...nodeKeys.keys()].join(', ')} here.`,
      `此处应为以下之一：${[...nodeKeys.keys()].join('、')}。`,
    );
  for (const other of Object.keys(json))
    if (other !== key && other !== 'is' && !nodeKeys.get(key)?.includes(other))
      fail(inside(place, other), `"${other}" cannot stand beside "${key}".`, `“${other}”不能与“${key}”并用。`);
  if (!('is' in json)) return writeNode(key, json, place);
  writeTest(json['is'], inside(place, 'is'), () => place.writer.at(place.path, () => writeNode(key, json, place)));
};

/** A text is an expression of its own, which is read before it may stand among others. */
const writeText = (text: string, place: Place): void => {
  const parsed = place.aboutEvent ? parseAboutEvent(text) : parse(text);
  if (parsed.type === 'failed') throw new StructureProblem(parsed.problem, place);
  place.writer.put(format(parsed.ast));
};

const writeNode = (key: string, json: StructuredNode, place: Place): void => {
  const { writer } = place;
  const of = json[key];
  const at = inside(place, key);
  if (isAggregateName(key)) {
    const withProperty = aggregates[key].property === 'required';
    writer.put(`${key}(`);
    writeName(withProperty ? json['of'] : of, withProperty ? inside(place, 'of') : at);
    if (withProperty) writer.put('.');
    if (withProperty) writePath(of, at);
    writeWhere(json['where'], inside(place, 'where'));
    writeWindow(json['window'], inside(place, 'window'));
    return writer.put(')');
  }
  switch (key) {
    case 'all':
    case 'any':
      return writeList(of, at, key === 'all' ? ' and ' : ' or ', { least: 1 });
    case '+':
    case '-':
    case '*':
    case '/':
      if (key === '-' && Array.isArray(of) && of.length === 1) writer.put('-');
      return writeList(of, at, ` ${key} `, { least: key === '-' ? 1 : 2 });
    case 'not':
      writer.put('not ');
      return writeExpression(of, at);
    case 'value':
      return writeExpression(of, at);
    case 'text':
      if (typeof of !== 'string') return fail(at, 'Expected a text here.', '此处应为文本。');
      return writeScalar(of, at);
    case 'property':
      return writePath(of, at);
    case 'exists':
    case 'coalesce':
      writer.put(`${key}(`);
      if (key === 'exists') writeExpression(of, at);
      else writeList(of, at, ', ', { least: 2 });
      return writer.put(')');
    case 'sequence':
      writer.put('sequence(');
      writeSteps(of, at);
      writeWindow(json['window'], inside(place, 'window'));
      return writer.put(')');
    case 'trend':
      writer.put('trend(');
      writeExpression(of, at);
      writeWindow(json['window'] ?? '', inside(place, 'window'));
      return writer.put(')');
    default:
      writer.put(`${key}(`);
      writeName(of, at, true);
      return writer.put(')');
  }
};
