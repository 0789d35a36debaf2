import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import { PostHog } from 'posthog-node';
import SensorsAnalytics from 'sa-sdk-node';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { flakyWay } from './flaky.ts';
import { openReceiver, type Row } from './receiver.ts';

const receiver = await openReceiver();
const { url, writeKey, rows } = receiver;
afterAll(() => receiver.close());

const names = (list: readonly Row[]): readonly string[] => list.map(({ name }) => name).toSorted();
const named = (list: readonly Row[], name: string): Row => {
  const row = list.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no ${name} among ${names(list).join(', ')}`);
  return row;
};
const yesterday = new Date(Date.now() - 86_400_000);
const stored = (date: Date): string => date.toISOString().slice(0, -1).replace('T', ' ');

describe('Segment’s @segment/analytics-node', () => {
  test('every call arrives, with its ids, traits, time and message id', async () => {
    const client = new Analytics({ writeKey, host: url, flushAt: 20 });
    client.identify({ userId: 'seg-1', anonymousId: 'seg-a1', traits: { city: '上海', email: 'seg@example.com' } });
    client.track({
      userId: 'seg-1',
      event: 'order_paid',
      properties: { revenue: 12.5 },
      timestamp: yesterday,
      messageId: 'seg-m1',
    });
    client.page({ userId: 'seg-1', name: 'home', properties: { path: '/' } });
    client.screen({ userId: 'seg-1', name: 'cart' });
    client.group({ userId: 'seg-1', groupId: 'g-1', traits: { plan: 'gold' } });
    client.alias({ userId: 'seg-1', previousId: 'seg-old' });
    await client.closeAndFlush();
    const found = await rows('seg-1');
    expect(names(found)).toEqual(['$alias', '$group', '$identify', '$page', '$screen', 'order_paid']);
    expect(named(found, '$identify').ids).toMatchObject({
      user_id: 'seg-1',
      anonymous_id: 'seg-a1',
      email: expect.any(String),
    });
    expect(named(found, '$identify').properties).toEqual({ city: '上海' });
    expect(named(found, 'order_paid').ts).toBe(stored(yesterday));
    expect(named(found, '$alias').properties).toMatchObject({ previous_id: 'seg-old' });
  });

  test('an answer that is lost makes it send again, and counts once', async () => {
    const way = await flakyWay(url, 1);
    const client = new Analytics({ writeKey, host: way.url, flushAt: 1, maxRetries: 3 });
    client.track({ userId: 'seg-retry', event: 'order_paid' });
    await client.closeAndFlush();
    await way.close();
    expect(way.swallowed()).toBe(1);
    expect(names(await rows('seg-retry'))).toEqual(['order_paid']);
  });

  test('a wrong key is an error it does not swallow', async () => {
    const client = new Analytics({ writeKey: 'wrong', host: url, flushAt: 1, maxRetries: 0 });
    const failed = vi.fn<() => void>();
    client.on('error', failed);
    client.track({ userId: 'seg-wrong', event: 'order_paid' });
    await client.closeAndFlush();
    expect(failed).toHaveBeenCalled();
    expect(await rows('seg-wrong')).toEqual([]);
  });
});

describe('RudderStack’s @rudderstack/rudder-sdk-node', () => {
  test('what it packs with gzip arrives, traits from where it puts them', async () => {
    const client = new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushAt: 20, flushInterval: 50 });
    client.identify({
      userId: 'rud-1',
      anonymousId: 'rud-a1',
      context: { traits: { city: '北京' } },
      traits: { tier: 'gold' },
    });
    client.track({ userId: 'rud-1', event: 'order_paid', properties: { revenue: 3 }, timestamp: yesterday });
    await new Promise((done) => void client.flush(() => done(undefined)));
    await expect.poll(async () => names(await rows('rud-1'))).toEqual(['$identify', 'order_paid']);
    const found = await rows('rud-1');
    expect(named(found, '$identify').ids).toEqual({ user_id: 'rud-1', anonymous_id: 'rud-a1' });
    expect(named(found, '$identify').properties).toMatchObject({ tier: 'gold' });
    expect(named(found, 'order_paid').ts).toBe(stored(yesterday));
  });
});

describe('PostHog’s posthog-node', () => {
  const open = (host = url) =>
    new PostHog(writeKey, { host, flushAt: 50, flushInterval: 60_000, fetchRetryDelay: 10, fetchRetryCount: 3 });

  test('captures, identities and traits arrive under names that are not Gyre’s', async () => {
    const client = open();
    client.capture({ distinctId: 'ph-1', event: 'order_paid', properties: { amount: 5.5 }, timestamp: yesterday });
    client.capture({ distinctId: 'ph-1', event: '$coupon_redeemed', properties: { code: 'stolen' } });
    client.capture({
      distinctId: 'ph-1',
      event: '$pageview',
      properties: { $current_url: 'https://shop.example/a', $pathname: '/a' },
    });
    client.identify({
      distinctId: 'ph-1',
      properties: { $set: { city: '广州' }, $set_once: { first_channel: 'wechat' }, $anon_distinct_id: 'ph-a1' },
    });
    client.alias({ distinctId: 'ph-1', alias: 'ph-old' });
    client.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { email: 'desk@acme.example' } });
    await client.shutdown();
    const found = await rows('ph-1');
    expect(names(found)).toEqual(['$alias', '$identify', '$page', '$traits_once', 'coupon_redeemed', 'order_paid']);
    expect(named(found, 'order_paid')).toMatchObject({
      ids: { user_id: 'ph-1' },
      ts: stored(yesterday),
      properties: { amount: 5.5 },
    });
    expect(named(found, '$identify')).toMatchObject({
      ids: { user_id: 'ph-1', anonymous_id: 'ph-a1' },
      properties: { city: '广州' },
    });
    expect(named(found, '$traits_once').properties).toEqual({ first_channel: 'wechat' });
    expect(named(found, '$page').properties).toMatchObject({ url: 'https://shop.example/a', path: '/a' });
    expect(named(found, '$page').context).toMatchObject({ library: { name: 'posthog-node' } });
    expect(named(found, '$alias').properties).toMatchObject({ previous_id: 'ph-old' });
    // the desk's address is the company's: it must not make everybody in it one person
    const [group] = await rows('$company_acme');
    expect(group?.ids).toEqual({ anonymous_id: '$company_acme' });
  });

  test('an answer that is lost makes it send again, and counts once', async () => {
    const way = await flakyWay(url, 1);
    const client = open(way.url);
    client.capture({ distinctId: 'ph-retry', event: 'order_paid' });
    client.identify({ distinctId: 'ph-retry', properties: { $set_once: { a: 1 } } });
    await client.shutdown();
    await way.close();
    expect(way.swallowed()).toBe(1);
    expect(names(await rows('ph-retry'))).toEqual(['$identify', '$traits_once', 'order_paid']);
  });

  test('flags are none, and asking for them is no error', async () => {
    const client = open();
    const failed = vi.fn<() => void>();
    client.on('error', failed);
    expect(await client.getAllFlags('ph-1')).toEqual({});
    expect(await client.isFeatureEnabled('new-checkout', 'ph-1')).toBeFalsy();
    await client.shutdown();
    expect(failed).not.toHaveBeenCalled();
  });
});

describe('神策’s sa-sdk-node', () => {
  test('records, identities and traits arrive; what has no place waits in quarantine', async () => {
    const client = new SensorsAnalytics();
    client.disableReNameOption();
    const failures: Error[] = [];
    client
      .submitTo({ url: `${url}/sa?project=default&token=${writeKey}` }, { count: 1 })
      .catch((cause) => failures.push(cause));
    client.track('sa-1', 'PayOrder', { amount: 8.5, $time: yesterday });
    client.track('sa-1', '$AppClick', { $element_content: '购买' });
    client.trackSignup('sa-1', 'sa-a1', {});
    client.profileSet('sa-1', { city: '成都' });
    client.profileSetOnce('sa-1', { first_channel: 'store' });
    client.profileAppend('sa-1', { tags: ['a', 'b'] });
    client.profileIncrement('sa-1', { points: 3.5 });
    client.profileUnset('sa-1', ['city']);
    client.itemSet('sku', 'f-1', { price: 2 });
    const wanted = [
      '$identify',
      '$identify',
      '$traits_append',
      '$traits_increment',
      '$traits_once',
      '$traits_unset',
      'AppClick',
      'PayOrder',
    ];
    await expect.poll(async () => names(await rows('sa-1'))).toEqual(wanted);
    const found = await rows('sa-1');
    expect(named(found, 'PayOrder')).toMatchObject({
      ids: { user_id: 'sa-1' },
      ts: stored(yesterday),
      properties: { amount: 8.5 },
    });
    expect(found.filter(({ name }) => name === '$identify').map(({ ids }) => ids)).toContainEqual({
      user_id: 'sa-1',
      anonymous_id: 'sa-a1',
    });
    expect(named(found, '$traits_unset').properties).toEqual({ city: true });
    expect(named(found, '$traits_increment').properties).toEqual({ points: 3.5 });
    await expect.poll(() => receiver.quarantined()).toContainEqual({ reason: 'not_kept:item_set', format: 'sensors' });
    expect(failures).toEqual([]);
  });
});

describe('the CNCF’s cloudevents', () => {
  const event = (id: string, subject: string) =>
    new CloudEvent({
      id,
      source: '/pos/7',
      type: 'store_visited',
      subject,
      time: yesterday.toISOString(),
      data: { store: '上海' },
    });
  const deliver = (path = '') =>
    emitterFor(httpTransport(`${url}/v1/cloudevents?writeKey=${writeKey}${path}`), { mode: Mode.BINARY });

  test('an event is the same in binary and structured mode, and counts once', async () => {
    await deliver()(event('ce-1', 'ce-user'));
    await deliver()(event('ce-1', 'ce-user'), { mode: Mode.STRUCTURED });
    const found = await rows('ce-user');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      name: 'store_visited',
      ids: { user_id: 'ce-user' },
      ts: stored(yesterday),
      properties: { store: '上海' },
    });
  });

  test('the same id of another source is another event', async () => {
    await deliver()(event('ce-2', 'ce-two'));
    await deliver()(event('ce-2', 'ce-two').cloneWith({ source: '/pos/8' }));
    expect(await rows('ce-two')).toHaveLength(2);
  });

  test('a batch, with a subject of another type', async () => {
    const bodies = [event('ce-3', 'member_card:LJ-9'), event('ce-4', 'member_card:LJ-9')];
    const answer = await fetch(`${url}/v1/cloudevents`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${writeKey}` },
      body: `[${bodies.map((each) => String(HTTP.structured(each).body)).join(',')}]`,
    });
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, accepted: 2, quarantined: 0 }]);
    expect((await rows('LJ-9')).map(({ ids }) => ids)).toEqual([{ member_card: 'LJ-9' }, { member_card: 'LJ-9' }]);
  });
});
