import { type ClickHouse, type Clock, type Logger, type Postgres, problem, type Progress } from '#platform';
import { type Lease, takeLease, waitForLease } from '#platform/jobs/lease.ts';
import { underLease } from '#platform/jobs/under-lease.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { type Documents, type Program, resolveProgram } from './program.ts';
import { createRoundStore, type Round, type RoundStore } from './round-store.ts';
import { runRound, type RoundStep, type RoundSteps } from './run-round.ts';
import { type Delivery, deliverStep } from './steps/deliver.ts';
import { issueStep } from './steps/issue.ts';
import { measureStep } from './steps/measure.ts';
import { planStep } from './steps/plan.ts';
import { featuresStep } from './steps/features.ts';
import { modelVersion, type ScoredPeople, scorePeople, scoreStep } from './steps/score.ts';
import { trainStep } from './steps/train.ts';

export type RoundsDeps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly documents: Documents;
  readonly delivery: Delivery;
  /** Coupon codes are derived from it. */
  readonly secret: string;
};

export type Rounds = {
  /** The program's open round, or a new one decided as of `asOf` (default: now), as far as it can go today. */
  readonly run: (
    program: string,
    options: { readonly asOf?: Date; readonly openedBy?: string; readonly progress: Progress },
  ) => Promise<Round>;
  /**
   * Takes up rounds whose horizon has passed. `skip` leaves programs alone that another process works on now.
   * @returns those that were measured
   */
  readonly measureDue: (progress: Progress, busy?: 'wait' | 'skip') => Promise<readonly Round[]>;
};

/** How long a round stays locked after its process died. */
const leaseMs = 5_000;

/** What a round is carried with: whatever it writes is refused once another process has taken the program over. */
type Held = RoundsDeps & { readonly rounds: RoundStore; readonly models: ModelStore; readonly lease: Lease };

const held = (deps: RoundsDeps, lease: Lease): Held => {
  const postgres = underLease(deps.postgres, lease);
  return {
    ...deps,
    postgres,
    rounds: createRoundStore(postgres, deps.clock),
    models: createModelStore(postgres),
    lease,
  };
};

/** Rounds of programs: one at a time per program, whoever asks, in whichever process. */
export const createRounds = (deps: RoundsDeps): Rounds => {
  const all = createRoundStore(deps.postgres, deps.clock);
  const carry = async (round: Round, progress: Progress, own: Held): Promise<Round> => {
    const program = await resolveProgram(round.program, own.documents, round.programVersion);
    return runRound(round, {
      rounds: own.rounds,
      steps: roundSteps(own, program, progress),
      progress,
      log: own.log,
      now: own.clock.now,
      signal: own.lease.signal,
    });
  };
  const leaseOf = (program: string) => ({ postgres: deps.postgres, name: `round:${program}`, ttlMs: leaseMs });
  const alone = async <T>(lease: Lease, work: (own: Held) => Promise<T>): Promise<T> => {
    try {
      return await work(held(deps, lease));
    } finally {
      await lease.release();
    }
  };
  return {
    run: async (name, { asOf = deps.clock.now(), openedBy, progress }) => {
      const lease = await waitForLease(leaseOf(name));
      return alone(lease, async (own) => {
        const { spec, version } = await deps.documents.program(name);
        await refuseRealMessagesFromThePast(deps, spec.channels, asOf);
        const round = await own.rounds.open({
          program: name,
          programVersion: version,
          asOf,
          horizonDays: spec.goal.horizonDays,
          openedBy,
        });
        return carry(round, progress, own);
      });
    },
    measureDue: async (progress, busy = 'wait') => {
      const due = await all.due(deps.clock.now());
      const measured: Round[] = [];
      for (const { program, round } of due) {
        const lease = busy === 'wait' ? await waitForLease(leaseOf(program)) : await takeLease(leaseOf(program));
        if (lease === undefined) continue;
        await alone(lease, async (own) => {
          // whoever had the lease before may have measured it meanwhile
          const now = await own.rounds.get(program, round);
          if (now.state !== 'done') measured.push(await carry(now, progress, own));
        }).catch((cause: unknown) => {
          // one program's trouble is not another's
          deps.log.error({ err: cause, program, round }, 'a round could not be measured');
        });
      }
      return measured;
    },
  };
};

/** A round put back in time is for looking, not for sending: real people would get messages decided on old news. */
const refuseRealMessagesFromThePast = async (
  { clock, documents }: RoundsDeps,
  names: readonly string[],
  asOf: Date,
): Promise<void> => {
  if (clock.now().getTime() - asOf.getTime() < 86_400_000) return;
  for (const name of names) {
    const { spec } = await documents.channel(name);
    if (spec.type !== 'simulated') {
      throw problem('unprocessable', {
        field: 'asOf',
        detail: `a round as of the past may not send by "${name}", which reaches real people; use a channel of type simulated, or gyre backtest`,
        detailZh: `回溯到过去的轮次不能通过会触达真实用户的渠道「${name}」发送；请使用 simulated 类型的渠道或 gyre backtest`,
      });
    }
  }
};

/** Scores are needed twice, to be kept and to be planned with; they are worked out once, or again after a restart. */
const roundSteps = (deps: Held, program: Program, progress: Progress): RoundSteps => {
  let scored: ScoredPeople | undefined;
  const people = async (round: Round): Promise<ScoredPeople> =>
    (scored ??= await scorePeople(
      round,
      program,
      await deps.models.load(program.model.name, modelVersion(round)),
      deps,
    ));
  const score: RoundStep = async (round) =>
    scoreStep(
      round,
      program,
      await people(round),
      await deps.models.load(program.model.name, modelVersion(round)),
      deps,
    );
  return {
    features: (round) => featuresStep(round, program, deps),
    train: (round) => trainStep(round, program, { ...deps, progress }),
    score,
    plan: async (round) => planStep(round, program, await people(round), { ...deps, fence: deps.lease.fence }),
    issue: (round) => issueStep(round, program, deps),
    deliver: (round) => deliverStep(round, program, deps),
    measure: (round) => measureStep(round, program, deps),
  };
};
