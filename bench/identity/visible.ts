import type { Gyre } from '#app';

export type Visible = { readonly p50: number; readonly p99: number };

/**
 * From the moment an identify call is sent that ties a browser to an account, each known from an event of its own, until
 * `people_events` says that both events are one person's. Asked every 5 ms.
 */
export const visibleMs = async (gyre: Gyre, url: string, times: number): Promise<Visible> => {
  const { secret } = await gyre.auth.keys.create({ name: 'bench', kind: 'write', scopes: [], createdBy: 'bench' });
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${url}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${secret}:`)}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  };
  const people = async (event: string): Promise<number> => {
    const row = await gyre.stores.clickhouse.queryOne<{ people: string }>(
      'SELECT uniqExact(profile_id) AS people FROM people_events WHERE name = {event:String}',
      { event },
    );
    return Number(row?.people);
  };
  const took: number[] = [];
  // the first ones wait for what a server does at its start
  for (let i = -3; i < times; i++) {
    const event = `bench_${i + 3}`;
    await post('track', { event, anonymousId: `new-browser-${i}` });
    await post('track', { event, userId: `new-user-${i}` });
    // at no fixed point of the ticker's second
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1_000));
    const beganMs = performance.now();
    await post('identify', { userId: `new-user-${i}`, anonymousId: `new-browser-${i}` });
    while ((await people(event)) !== 1) {
      if (performance.now() - beganMs > 60_000) throw new Error('a new link was not seen within a minute');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (i >= 0) took.push(performance.now() - beganMs);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
  return { p50: at(0.5), p99: at(0.99) };
};
