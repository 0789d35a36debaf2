import type { Clock } from '../../clock.ts';
import { secretHash } from '../../ids.ts';
import type { Keys } from './keys.ts';

/** By whom events come in. */
export type EventSource = { readonly keyId: string; readonly name: string; readonly source: string };

export type WriteKeys = {
  /** The source behind a write key (or a key with `events:write`); undefined when it may not send events. */
  readonly authenticate: (key: string) => Promise<EventSource | undefined>;
  readonly forget: () => void;
};

/** How long a revoked key may still work in another process. */
const rememberMs = 30_000;
/** Wrong keys are remembered too, so that a flood of them does not reach the database; the map stays small. */
const rememberedKeys = 10_000;

type Known = { readonly answer: Promise<EventSource | undefined>; readonly untilMs: number };

/** Collection asks this at every request: answers are kept for half a minute. */
export const createWriteKeys = ({ keys, clock }: { readonly keys: Keys; readonly clock: Clock }): WriteKeys => {
  const known = new Map<string, Known>();

  const look = async (key: string): Promise<EventSource | undefined> => {
    const found = await keys.find(key);
    return found?.scopes.includes('events:write')
      ? { keyId: found.id, name: found.name, source: found.source ?? found.name }
      : undefined;
  };

  return {
    authenticate: (key) => {
      const hash = secretHash(key);
      const nowMs = clock.now().getTime();
      const remembered = known.get(hash);
      if (remembered !== undefined && remembered.untilMs > nowMs) return remembered.answer;
      if (known.size >= rememberedKeys) known.clear();
      const answer = look(key);
      known.set(hash, { answer, untilMs: nowMs + rememberMs });
      // a store that was away must not be remembered as a wrong key
      answer.catch(() => known.delete(hash));
      return answer;
    },
    forget: () => known.clear(),
  };
};
