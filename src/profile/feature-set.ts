import { type CompileArgs, type CompiledSet, compileSet, type EventSource, parseExpression } from '#documents';
import { type Known, meaningsOf } from './known.ts';
import { logSource } from './log-source.ts';
import type { FeatureSpec } from './schemas.ts';
import type { Words } from '../platform/schemas.ts';

export type Feature = { readonly name: string; readonly title: Words; readonly spec: FeatureSpec };

/** The declared features in a fixed order, with what a program asks beside them, as one query over the log. */
export type FeatureSet = {
  readonly names: readonly string[];
  /** One row per person for whom `who` holds as of `{as_of:DateTime64(3)}`: profile_id, the features, the extras. */
  readonly compiled: CompiledSet;
  /** What was compiled; to ask it of many dates see training/training-set.ts. */
  readonly asked: Omit<CompileArgs, 'population'>;
  readonly extras: readonly string[];
};

/**
 * Features are strictly as of a time: the compiled query reads events before `as_of` and nothing else.
 * Everything about one date comes out of a single pass over the log.
 *
 * @param who condition that selects the people, e.g. `count(order_paid) >= 1`
 * @param extras further numeric expressions by name, e.g. recency and frequency for the rule of experience
 */
export const featureSet = (args: {
  readonly features: readonly Feature[];
  readonly who: string;
  readonly extras?: Readonly<Record<string, string>>;
  readonly known: Known;
  /** Where events are read; by default all of the log with its people. */
  readonly source?: EventSource;
}): FeatureSet => {
  const features = args.features.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const extras = Object.entries(args.extras ?? {});
  const asked: FeatureSet['asked'] = {
    outputs: [
      ...features.map((feature, i) => ({ name: `f${i}`, expression: parseExpression(feature.spec.expression) })),
      ...extras.map(([name, text]) => ({ name, expression: parseExpression(text) })),
    ],
    where: parseExpression(args.who),
    meanings: meaningsOf(args.known),
    timeZone: args.known.timeZone,
    source: args.source ?? logSource(),
  };
  return {
    names: features.map((feature) => feature.name),
    compiled: compileSet(asked),
    asked,
    extras: extras.map(([name]) => name),
  };
};
