import { type ClickHouse, type Clock, type Postgres, sqlTime } from '#platform';
import type { State, StateStore } from './state.ts';

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres; readonly clock: Clock };

type Steps = {
  readonly states: StateStore;
  /** Tells the journalled changes in the log. `again`: an earlier process may have told some: the same events, the same ids. */
  readonly tell: (clickhouse: ClickHouse, params: StepParams, again: boolean) => Promise<void>;
  /** Makes them. */
  readonly change: (clickhouse: ClickHouse, params: StepParams) => Promise<void>;
};

/** Parameters of a step's SQL. */
export type StepParams = { readonly run: string; readonly version: number; readonly now: string };

/**
 * Makes journalled runs so: a run is promised in PostgreSQL, told in the log, made, and the promise kept. Cut off anywhere
 * after the promise, `keep` does the rest; before it, nothing was.
 */
export const promises = ({ states, tell, change }: Steps) => ({
  /** The state in which the run is promised. */
  make: async ({ postgres, clock }: Deps, state: State, run: string): Promise<State> => {
    const promised = { ...state, pending: { run, at: clock.now() } };
    await states.write(postgres, promised);
    return promised;
  },
  keep: async (
    { clickhouse, postgres }: Deps,
    state: State,
    { again }: { readonly again: boolean },
  ): Promise<State> => {
    if (state.pending === null) return state;
    const version = state.version + 1;
    const params = { run: state.pending.run, version, now: sqlTime(state.pending.at) };
    await tell(clickhouse, params, again);
    await change(clickhouse, params);
    const kept = { ...state, version, pending: null };
    await states.write(postgres, kept);
    return kept;
  },
});
