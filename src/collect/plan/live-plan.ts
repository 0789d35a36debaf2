import type { Logger } from '#platform';
import { isConsentEvent, unknownPurpose } from '../consent-event.ts';
import type { LogEvent } from '../log-event.ts';
import { type CompiledRule, compileRule } from './compile-rule.ts';
import type { EffectivePlan } from './read-definitions.ts';
import { reasonOfViolation, type Violation, violationTitles } from './violation.ts';
import type { ViolationCounter } from './violation-counter.ts';

/** Why an event may not enter the log. */
export type Refusal = { readonly reason: string; readonly detail: string };
type Checked = Pick<LogEvent, 'name' | 'source' | 'properties'>;

/** What the collector asks of every event. */
export type PlanCheck = {
  /** Counts what breaks the plan; answers why, when that keeps the event out of the log. */
  readonly check: (event: Checked) => Refusal | undefined;
};

export type LivePlan = PlanCheck & {
  /** The same answer, and nothing is counted: for previews. */
  readonly judge: (event: Checked) => Refusal | undefined;
  /** Reads the plan anew if anything in it changed. */
  readonly refresh: () => Promise<void>;
  readonly inForce: () => EffectivePlan;
  /** Stops looking for changes and writes what was counted. */
  readonly close: () => Promise<void>;
};

type Deps = {
  /** Changes whenever anything of the plan is published or archived. */
  readonly stamp: () => Promise<string>;
  readonly read: () => Promise<EffectivePlan>;
  readonly counter: ViolationCounter;
  readonly log: Logger;
  readonly everyMs?: number;
};

const nothing: EffectivePlan = { events: new Map(), unknownEvents: 'allow' };

/**
 * The published tracking plan as functions in memory. Another process's publication is seen within a second; this
 * process's own at once, when its publisher awaits `refresh`. While the store is away the last plan holds.
 */
export const createLivePlan = ({ stamp, read, counter, log, everyMs = 1_000 }: Deps): LivePlan => {
  let plan = nothing;
  let rules: ReadonlyMap<string, CompiledRule> = new Map();
  let seen: string | undefined;
  let refreshing: Promise<void> = Promise.resolve();

  const readAnew = async (): Promise<void> => {
    const now = await stamp();
    if (now === seen) return;
    plan = await read();
    rules = new Map([...plan.events].map(([name, rule]) => [name, compileRule(rule)]));
    seen = now;
  };
  // one after another: a caller that has published must not be answered by a reading that began before
  const refresh = (): Promise<void> => (refreshing = refreshing.catch(() => {}).then(readAnew));

  const timer = setInterval(() => {
    refresh().catch((cause: unknown) =>
      log.warn({ err: cause }, 'the tracking plan could not be read; the last one holds'),
    );
  }, everyMs);
  timer.unref();

  const verdict = (event: Checked, count: boolean): Refusal | undefined => {
    if (plan.purposes !== undefined && isConsentEvent(event.name)) {
      const refusal = unknownPurpose(event.properties, plan.purposes);
      if (refusal !== undefined) return refusal;
    }
    const rule = rules.get(event.name);
    if (rule === undefined) {
      if (plan.unknownEvents === 'allow' || event.name.startsWith('$')) return undefined;
      if (count) counter.add(event, undefinedEvent);
      return plan.unknownEvents === 'refuse' ? refusalOf([undefinedEvent]) : undefined;
    }
    if (rule.holds(event.properties)) return undefined;
    const violations = rule.violations(event.properties);
    if (count) for (const violation of violations) counter.add(event, violation);
    const { mode, unknownProperties } = rule.rule;
    if (mode === 'observe') return undefined;
    return refusalOf(unknownProperties === 'refuse' ? violations : violations.filter(({ what }) => what !== 'unknown'));
  };

  return {
    check: (event) => verdict(event, true),
    judge: (event) => verdict(event, false),
    refresh,
    inForce: () => plan,
    close: async () => {
      clearInterval(timer);
      await refreshing.catch(() => {});
      await counter.close();
    },
  };
};

const undefinedEvent: Violation = { what: 'undefined_event', property: '' };
const told = 5;

const refusalOf = (violations: readonly Violation[]): Refusal | undefined => {
  const [first] = violations;
  if (first === undefined) return undefined;
  const detail = violations
    .slice(0, told)
    .map(({ what, property }) => `${property === '' ? '' : `${property}: `}${violationTitles[what].en}`);
  return {
    reason: reasonOfViolation(first),
    detail: detail.join('; ') + (violations.length > told ? `; and ${violations.length - told} more` : ''),
  };
};
