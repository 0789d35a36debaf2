import type { ClickHouse, Clock, Postgres, Progress } from '#platform';
import type { ContactKeeper } from '../collector.ts';
import type { Pseudonymizer } from '../identifiers.ts';
import { formatReaders } from '../formats/read-again.ts';
import type { LogWriter } from '../log-writer.ts';
import type { LivePlan } from '../plan/live-plan.ts';
import { createSealer } from '../sealer.ts';
import type { Erased } from '../tombstones/tombstones.ts';
import { performRun } from './perform-run.ts';
import { previewMend } from './preview.ts';
import { quarantineGroups, quarantineRows } from './read.ts';
import { createQuarantineRuns } from './runs.ts';
import type {
  PreviewAnswer,
  QuarantineAnswer,
  QuarantineGroup,
  QuarantineRowsAnswer,
  QuarantineRun,
  QuarantineState,
  RunAsk,
  MendStep,
} from './schemas.ts';
import { type FormatReaders, ownReaders } from './understand-row.ts';

/** Where people see what is in quarantine, mend it, and send it on or put it away. */
export type QuarantineDesk = {
  readonly groups: (state?: QuarantineState) => Promise<QuarantineAnswer>;
  readonly rows: (
    filter: QuarantineGroup & {
      readonly state: QuarantineState;
      readonly after?: string | undefined;
      readonly limit: number;
    },
  ) => Promise<QuarantineRowsAnswer>;
  readonly preview: (ask: {
    readonly group: QuarantineGroup;
    readonly steps: readonly MendStep[];
  }) => Promise<PreviewAnswer>;
  /** Writes down what is to be done; `perform` does it. @throws GyreError `not_found` without such rows. */
  readonly open: (ask: RunAsk, by: string | null) => Promise<QuarantineRun>;
  /** Does it, or the rest of it. */
  readonly perform: (
    id: string,
    context: { readonly progress: Progress; readonly signal?: AbortSignal },
  ) => Promise<QuarantineRun>;
  readonly run: (id: string) => Promise<QuarantineRun>;
  readonly runs: (limit: number) => Promise<readonly QuarantineRun[]>;
};

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly secret: string;
  readonly events: LogWriter;
  readonly contacts: ContactKeeper;
  readonly pseudonymizer: Pseudonymizer;
  readonly plan: Pick<LivePlan, 'check' | 'judge'>;
  /** Who was erased and may not come back; without it, nobody was. */
  readonly erased?: Erased | undefined;
  /** Of formats beyond Segment's messages, rows of the log and the wire formats of formats/. */
  readonly readers?: FormatReaders;
};

export const createQuarantineDesk = (deps: Deps): QuarantineDesk => {
  const { clickhouse, secret, events, contacts, pseudonymizer, plan } = deps;
  const sealer = createSealer('quarantine', secret);
  const reader = { clickhouse, sealer };
  const runs = createQuarantineRuns(deps);
  const own = ownReaders(pseudonymizer);
  const others = formatReaders(pseudonymizer);
  const readers: FormatReaders = (format) => own(format) ?? others(format) ?? deps.readers?.(format);
  return {
    groups: (state) => quarantineGroups(clickhouse, state),
    rows: (filter) => quarantineRows(reader, filter),
    preview: (ask) => previewMend(ask, { ...reader, readers, judge: plan.judge }),
    open: runs.open,
    perform: (id, { progress, signal }) =>
      performRun(id, { ...reader, runs, events, contacts, readers, plan, progress, signal, erased: deps.erased }),
    run: runs.get,
    runs: runs.latest,
  };
};
