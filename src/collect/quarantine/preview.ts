import type { PlanCheck } from '../plan/live-plan.ts';
import { parseBody } from './body.ts';
import { mend } from './mend.ts';
import { countGroup, type QuarantineReader, readGroup } from './read.ts';
import { reasonTitle } from './reason.ts';
import type { MendStep, PreviewAnswer, QuarantineGroup } from './schemas.ts';
import { type FormatReaders, understandRow } from './understand-row.ts';

type Deps = QuarantineReader & { readonly readers: FormatReaders; readonly judge: PlanCheck['check'] };

/** A larger group is tried in part: row ids are hashes, so the first ones are a fair sample. */
const tried = 5_000;
const samplesAKind = 4;

/** What a mend would do: before and after of a few rows, and how many would then pass. Nothing is written or counted. */
export const previewMend = async (
  { group, steps }: { readonly group: QuarantineGroup; readonly steps: readonly MendStep[] },
  deps: Deps,
): Promise<PreviewAnswer> => {
  const filter = { ...group, state: 'open' } as const;
  const [count, rows] = await Promise.all([
    countGroup(deps.clickhouse, filter),
    readGroup(deps, { ...filter, limit: tried }),
  ]);
  const fails = new Map<string, number>();
  const samples: PreviewAnswer['samples'] = [];
  const shown = new Map<string, number>();
  let passes = 0;
  for (const row of rows) {
    const before = parseBody(row.body);
    const after = mend(before, steps);
    const again = understandRow(after, row, deps);
    const reason = again.type === 'passes' ? null : again.reason;
    if (reason === null) passes++;
    else fails.set(reason, (fails.get(reason) ?? 0) + 1);
    const alike = shown.get(reason ?? '') ?? 0;
    if (alike >= samplesAKind || samples.length >= 3 * samplesAKind) continue;
    shown.set(reason ?? '', alike + 1);
    samples.push({
      id: row.rowId,
      before: pretty(before),
      after: pretty(after),
      outcome: {
        reason,
        title: reason === null ? null : reasonTitle(reason),
        detail: again.type === 'passes' ? again.name : again.detail,
      },
    });
  }
  return {
    rows: count,
    tried: rows.length,
    passes,
    fails: [...fails]
      .map(([reason, failed]) => ({ reason, title: reasonTitle(reason), rows: failed }))
      .toSorted((a, b) => b.rows - a.rows),
    samples,
  };
};

const pretty = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body, null, 2));
