import type { Gyre } from '#app';
import { idKey } from '#platform';
import { hundredAudiences } from './audiences.ts';

export type Quantiles = { readonly p50: number; readonly p99: number };

const times = 100;
/** On a machine that is busy with something else fewer must do. */
const longestMs = 300_000;
const lookups = 400;

/**
 * From the moment an order is sent until its person, one of the world's who did not buy this week, is in the audience of
 * this week's buyers. Asked every 20 ms.
 */
export const visibleMs = async (gyre: Gyre, url: string, people: number): Promise<Quantiles> => {
  const { secret } = await gyre.auth.keys.create({ name: 'bench', kind: 'write', scopes: [], createdBy: 'bench' });
  const { clickhouse } = gyre.stores;
  const took: number[] = [];
  const isIn = async (key: string): Promise<boolean> => {
    const row = await clickhouse.queryOne<{ is: number }>(
      `SELECT sum(member) AS is FROM (SELECT member FROM audience_members FINAL
       WHERE audience = 'a0' AND profile_id = dictGetOrDefault('identity_map', 'profile_id', {key:UInt64}, {key:UInt64}))`,
      { key },
    );
    return Number(row?.is) > 0;
  };
  const began = performance.now();
  for (let i = 0; took.length < times && i < 30 * times && performance.now() - began < longestMs; i++) {
    const userId = `u${Math.floor((people * (i + 0.5)) / (times * 3)) % people}`;
    const key = idKey('user_id', userId).toString();
    if (await isIn(key)) continue;
    // at no fixed point of the ticker's second
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_000));
    const sentMs = performance.now();
    const answer = await fetch(`${url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${secret}:`)}` },
      body: JSON.stringify({
        event: 'order_paid',
        userId,
        properties: { amount: 700, category: 'tv', channel: 'web' },
      }),
    });
    if (!answer.ok) throw new Error(`track answered ${answer.status}: ${await answer.text()}`);
    while (!(await isIn(key))) {
      if (performance.now() - sentMs > 120_000) throw new Error('an order was not seen within two minutes');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // the first ones wait for what a server does at its start
    if (i > 2) took.push(performance.now() - sentMs);
  }
  return quantiles(took);
};

/**
 * All that a person's page shows at first, traits, tags, audiences, features with history, scores and decisions among it:
 * by a user id, a browser's id or the OneID in turn.
 */
export const lookupMs = async (gyre: Gyre, url: string, people: number): Promise<Quantiles> => {
  const { secret } = await gyre.auth.keys.create({
    name: 'bench reads',
    kind: 'secret',
    scopes: ['people:read'],
    createdBy: 'bench',
  });
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const took: number[] = [];
  for (let i = -20; i < lookups; i++) {
    const person = Math.floor((people * ((i + lookups) % lookups)) / lookups / 3) * 3;
    const ids = [`user_id:u${person}`, `anonymous_id:b${person}`, idKey('user_id', `u${person}`).toString()];
    const began = performance.now();
    await get(`/api/people/${encodeURIComponent(ids[Math.abs(i) % 3])}`);
    if (i >= 0) took.push(performance.now() - began);
  }
  return quantiles(took);
};

/** How many each of the hundred conditions holds for, as the builder asks: first an estimate, then everybody. */
export const previewMs = async (
  gyre: Gyre,
  url: string,
): Promise<{ readonly estimate: Quantiles; readonly exact: Quantiles }> => {
  const { secret } = await gyre.auth.keys.create({
    name: 'bench previews',
    kind: 'secret',
    scopes: ['people:read'],
    createdBy: 'bench',
  });
  const ask = async (condition: string, exact: boolean): Promise<number> => {
    const began = performance.now();
    const answer = await fetch(`${url}/api/audiences/preview`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ condition, exact }),
    });
    if (!answer.ok) throw new Error(`preview answered ${answer.status}: ${await answer.text()}`);
    await answer.json();
    return performance.now() - began;
  };
  const [estimate, exact] = [new Array<number>(), new Array<number>()];
  for (const { condition } of hundredAudiences) {
    estimate.push(await ask(condition, false));
    exact.push(await ask(condition, true));
  }
  return { estimate: quantiles(estimate), exact: quantiles(exact) };
};

const quantiles = (took: readonly number[]): Quantiles => {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p99: at(0.99) };
};
