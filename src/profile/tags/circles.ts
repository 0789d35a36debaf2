import {
  check,
  type CheckContext,
  type DocumentProblem,
  expand,
  type Expression,
  type Meanings,
  parseExpression,
  type TagMeaning,
  type Written,
} from '#documents';
import { GyreError } from '#platform';
import { audienceSpecSchema } from '../schemas.ts';
import { tagMeaning } from './meaning.ts';
import { tagSpecSchema } from './schemas.ts';

/**
 * Whether an expression, with everything the audiences and tags in it lean on, leads back to itself or becomes too much;
 * `context` holds the documents as they would be.
 */
export const circleProblems = (
  context: CheckContext,
  expression: Written,
  path: string,
): readonly DocumentProblem[] => {
  const { typed } = check(parseExpression(expression));
  if (typed === null) return [];
  try {
    expand(typed, meaningsIn(context));
    return [];
  } catch (cause) {
    if (!(cause instanceof GyreError)) throw cause;
    return [{ severity: 'error', path, message: cause.publicText }];
  }
};

/** What is not there, or cannot be read, has problems of its own and leads nowhere. */
const meaningsIn = (context: CheckContext): Meanings => ({
  audience: (name) => ({ type: 'condition', condition: conditionIn(context, name) }),
  tag: (name) => tagIn(context, name),
});

const nothing: Expression = parseExpression('false');

const conditionIn = (context: CheckContext, name: string): Expression => {
  const parsed = audienceSpecSchema.safeParse(context.documents('Audience').get(name));
  // a frozen list leads nowhere
  if (!parsed.success || parsed.data.refresh === 'snapshot') return nothing;
  return orNothing(() => parseExpression(parsed.data.condition), nothing);
};

const tagIn = (context: CheckContext, name: string): TagMeaning => {
  const parsed = tagSpecSchema.safeParse(context.documents('Tag').get(name));
  const none: TagMeaning = { type: 'given' };
  return parsed.success ? orNothing(() => tagMeaning(parsed.data), none) : none;
};

const orNothing = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof GyreError) return otherwise;
    throw cause;
  }
};
