import type { Documents } from './program.ts';
import type { RoundStore } from './round-store.ts';
import type { ProgramSpec } from './schemas.ts';

const day = 86_400_000;
const periodMs: Readonly<Record<Exclude<ProgramSpec['schedule'], 'manual'>, number>> = {
  daily: day,
  weekly: 7 * day,
  monthly: 30 * day,
};

/**
 * The scheduled programs whose next round should start now: none yet, or the last one a period ago. A round that
 * runs or has failed is not passed over: it is a person's turn first.
 */
export const programsDue = async (
  now: Date,
  { documents, rounds }: { readonly documents: Documents; readonly rounds: RoundStore },
): Promise<readonly string[]> => {
  const due: string[] = [];
  for (const { name, spec } of await documents.programs()) {
    if (spec.schedule === 'manual') continue;
    const last = (await rounds.list(name)).at(-1);
    const idle = last === undefined || last.state === 'done' || last.state === 'waiting';
    if (idle && (last === undefined || last.asOf.getTime() + periodMs[spec.schedule] <= now.getTime())) due.push(name);
  }
  return due;
};
