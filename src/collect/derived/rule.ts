import { durationMs, type DerivedEventSpec } from './schemas.ts';

/** An event that matters to a rule, with its condition. */
export type Moment = {
  readonly event: string;
  readonly where: string | undefined;
  readonly sameProperty: string | undefined;
};
/** `withinMs` counts from the step before; the first step has none. */
export type Step = Moment & { readonly withinMs: number | undefined };

/**
 * A rule without its shorthands. `chain`: steps, and perhaps an absence after the last. `repeat`: so many within a time.
 */
export type Rule = {
  readonly name: string;
  readonly per: 'person' | { readonly property: string };
  readonly carry: readonly string[];
  /** A derived event at τ depends on events of [τ − reachMs, τ] and on no others: what makes micro-batches exact. */
  readonly reachMs: number;
} & (
  | {
      readonly type: 'chain';
      readonly steps: readonly Step[];
      readonly absence: (Moment & { readonly withinMs: number; readonly settleMs: number }) | undefined;
    }
  | { readonly type: 'repeat'; readonly of: Moment; readonly count: number; readonly withinMs: number }
);

/** The rule of a checked spec. @example ruleOf('long_dwell', { when: { event: 'page_left', where: 'dwell_ms >= 60000' }, … }) */
export const ruleOf = (name: string, spec: DerivedEventSpec): Rule => {
  const { per, carry } = spec;
  if (spec.of !== undefined) {
    const withinMs = durationMs(spec.within ?? '0s');
    // the burst an event continues began up to one window before the event before it
    return {
      type: 'repeat',
      name,
      per,
      carry,
      of: momentOf(spec.of),
      count: spec.count ?? 2,
      withinMs,
      reachMs: 2 * withinMs,
    };
  }
  const steps = (spec.sequence ?? (spec.when === undefined ? [] : [spec.when])).map(stepOf);
  const absence =
    spec.notFollowedBy === undefined
      ? undefined
      : {
          ...momentOf(spec.notFollowedBy),
          withinMs: durationMs(spec.notFollowedBy.within),
          settleMs: durationMs(spec.settle),
        };
  const reachMs = steps.reduce((sum, { withinMs }) => sum + (withinMs ?? 0), absence?.withinMs ?? 0);
  return { type: 'chain', name, per, carry, steps, absence, reachMs };
};

/** Every event name the rule reads, each once. */
export const inputsOf = (rule: Rule): readonly string[] => [
  ...new Set(
    rule.type === 'repeat'
      ? [rule.of.event]
      : [...rule.steps.map(({ event }) => event), ...(rule.absence === undefined ? [] : [rule.absence.event])],
  ),
];

type Written = Exclude<DerivedEventSpec['sequence'], undefined>[number];

const stepOf = (written: Written | { readonly event: string; readonly where?: string | undefined }): Step => {
  if (typeof written === 'string')
    return { event: written, where: undefined, sameProperty: undefined, withinMs: undefined };
  const within = 'within' in written ? written.within : undefined;
  return { ...momentOf(written), withinMs: within === undefined ? undefined : durationMs(within) };
};

const momentOf = (written: {
  readonly event: string;
  readonly where?: string | undefined;
  readonly sameProperty?: string | undefined;
}): Moment => ({ event: written.event, where: written.where, sameProperty: written.sameProperty });
