import { type Ago, keywords, plainNamePattern, type Expression, type SequenceStep, type Window } from './ast.ts';
import { calendarWindows } from './functions.ts';
import { precedence } from './parse.ts';

/** The one canonical text of a tree. `parse(format(ast))` gives the same tree, spans apart. */
export const format = (ast: Expression): string => formatAt(ast, 0);

/** An event's name as an expression writes it: in quotes unless it is a plain word. */
export const formatEvent = (name: string): string => (isPlain(name) ? name : formatString(name));

/** In parentheses where the node binds looser than its place demands. */
const formatAt = (ast: Expression, minimum: number): string => {
  const text = formatNode(ast);
  return strengthOf(ast) < minimum ? `(${text})` : text;
};

const formatNode = (ast: Expression): string => {
  switch (ast.type) {
    case 'number':
      return formatNumber(ast.value);
    case 'string':
      return formatString(ast.value);
    case 'boolean':
      return String(ast.value);
    case 'null':
      return 'null';
    case 'property':
      return formatProperty(ast.path, ast.attribute);
    case 'aggregate': {
      const property = ast.property.length > 0 ? `.${formatProperty(ast.property, ast.attribute)}` : '';
      const where = formatWhere(ast.where);
      const window = ast.window === null ? '' : `, ${formatWindow(ast.window)}`;
      return `${ast.name}(${formatEvent(ast.event)}${property}${where}${window})`;
    }
    case 'sequence':
      return `sequence(${ast.steps.map(formatStep).join(' then ')}${ast.window === null ? '' : `, ${formatWindow(ast.window)}`})`;
    case 'trait':
      return `trait(${formatString(ast.path.join('.'))})`;
    case 'in_audience':
      return `in_audience(${formatString(ast.audience)})`;
    case 'tag':
    case 'has_tag':
      return `${ast.type}(${formatString(ast.tag)})`;
    case 'score':
      return `score(${formatString(ast.model)})`;
    case 'trend':
      return `trend(${formatAt(ast.of, 0)}, ${formatAgo(ast.length)})`;
    case 'call':
      return `${ast.name}(${ast.args.map((arg) => formatAt(arg, 0)).join(', ')})`;
    case 'negate':
      return `-${formatAt(ast.operand, precedence.negate)}`;
    case 'not':
      return `not ${formatAt(ast.operand, precedence.not)}`;
    case 'membership': {
      const options = ast.options.map(formatNode).join(', ');
      return `${formatAt(ast.operand, precedence.comparison + 1)}${ast.negated ? ' not' : ''} in (${options})`;
    }
    case 'comparison':
      return `${formatAt(ast.left, precedence.comparison + 1)} ${ast.operator} ${formatAt(ast.right, precedence.comparison + 1)}`;
    case 'arithmetic':
    case 'logical': {
      // chains lean left, so only the right side needs parentheses around its equal
      const strength = strengthOf(ast);
      return `${formatAt(ast.left, strength)} ${ast.operator} ${formatAt(ast.right, strength + 1)}`;
    }
  }
};

const strengthOf = (ast: Expression): number => {
  switch (ast.type) {
    case 'logical':
      return precedence[ast.operator];
    case 'not':
      return precedence.not;
    case 'comparison':
    case 'membership':
      return precedence.comparison;
    case 'arithmetic':
      return ast.operator === '+' || ast.operator === '-' ? precedence.additive : precedence.multiplicative;
    case 'negate':
      return precedence.negate;
    default:
      return precedence.primary;
  }
};

const formatStep = ({ event, where, within, negated }: SequenceStep): string =>
  `${negated ? 'not ' : ''}${formatEvent(event)}` +
  formatWhere(where) +
  (within === null ? '' : ` within ${formatAgo(within)}`);
const formatWhere = (where: Expression | null): string => (where === null ? '' : ` where ${formatAt(where, 0)}`);
/** `30d` */
export const formatAgo = ({ count, unit }: Ago): string => `${count}${unit}`;
/** As it stands behind the comma. */
export const formatWindow = (window: Window): string => {
  switch (window.type) {
    case 'rolling':
      return formatAgo(window.from) + (window.until === null ? '' : `..${formatAgo(window.until)}`);
    case 'calendar':
      return [...calendarWindows].find(([, { unit, back }]) => unit === window.unit && back === window.back)?.[0] ?? '';
    case 'since':
      return `since "${window.date}"`;
    case 'since_event':
      return `since ${window.which} ${formatEvent(window.event)}${formatWhere(window.where)}`;
  }
};
const formatNumber = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
const isPlain = (name: string): boolean => plainNamePattern.test(name) && !keywords.has(name.toLowerCase());
const formatProperty = (path: readonly string[], attribute: string | null): string =>
  formatPath(path) + (attribute === null ? '' : `->${formatPath([attribute])}`);
/** Dotted, in backticks where a name is no plain word. */
export const formatPath = (path: readonly string[]): string =>
  path.map((step) => (isPlain(step) ? step : `\`${step}\``)).join('.');

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\', '"': '\\"' };
/** A text in quotes. */
export const formatString = (value: string): string =>
  `"${value.replace(/[\n\t\r\\"]/g, (character) => escapes[character] ?? character)}"`;
