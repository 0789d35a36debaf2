import { randomUUID } from 'node:crypto';
import { type ClickHouse, faultPoint, type Postgres } from '#platform';
import type { Known } from '../known.ts';
import { journalEverybody } from './differences.ts';
import type { LiveTag } from './live-tag.ts';
import { notePast, noteSizes } from './sizes.ts';
import type { State } from '../passes/state.ts';
import { tagStates, forgetFilled, noteFilled, readFilled } from './state.ts';

/**
 * Brings the values of tags that are new, have changed or are no more to what holds now, for everybody, out of one pass
 * over the log. No events tell of it: somebody has written a document, nobody has changed.
 */
export const fillTags = async (
  { clickhouse, postgres }: { readonly clickhouse: ClickHouse; readonly postgres: Postgres },
  state: State,
  tags: readonly LiveTag[],
  known: Known,
  now: Date,
): Promise<{ readonly state: State; readonly filled: number }> => {
  const filled = await readFilled(postgres);
  const anew = tags.filter(({ name, hash }) => filled.get(name)?.hash !== hash);
  const gone = [...filled.keys()].filter((name) => !tags.some((tag) => tag.name === name));
  if (anew.length === 0 && gone.length === 0) return { state, filled: 0 };
  const next = { ...state, version: state.version + 1 };
  if (gone.length > 0)
    await clickhouse.command(
      `INSERT INTO profile_tags (tag, profile_id, value, since, version)
       SELECT tag, profile_id, '', {now:DateTime64(3, 'UTC')}, {version:UInt64}
       FROM (SELECT tag, profile_id, value FROM profile_tags FINAL WHERE tag IN {tags:Array(String)}) WHERE notEmpty(value)`,
      { tags: gone, version: next.version, now },
    );
  if (anew.length > 0) {
    const journal = randomUUID();
    await journalEverybody(clickhouse, anew, known, { journal, asOf: now, told: false });
    await clickhouse.command(
      `INSERT INTO profile_tags (tag, profile_id, value, since, version)
       SELECT tag, profile_id, to_value, since, {version:UInt64} FROM tag_journal WHERE run = {run:UUID}`,
      { run: journal, version: next.version },
    );
    faultPoint('tags/after-fill');
    await notePast(clickhouse, anew, known, now);
    await noteSizes(clickhouse, anew, now);
  }
  // rows of this version may be there already: the number must not come again
  await tagStates.write(postgres, next);
  await noteFilled(postgres, anew, now);
  await forgetFilled(postgres, gone);
  return { state: next, filled: anew.length };
};
