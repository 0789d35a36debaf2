import { expect, test } from 'vitest';
import { createCollector, createEventLog, createPseudonymizer } from '#collect';
import { identify } from '#identify';
import { idKey, silentLogger, sqlTime } from '#platform';
import { testStores } from '#platform/testing.ts';
import { allMigrations } from '#platform/db/migration.ts';
import { platformMigrations } from '#platform/migrations.ts';
import { collectMigrations } from '#collect';
import { identifyMigrations } from '#identify';
import { consentedSql, readConsented } from './consent-sql.ts';
import { consentChannels, type ConsentPurpose, purposeNamed, purposesInForce } from './purposes.ts';
import { readConsent, refusedNow } from './read-consent.ts';

const { clickhouse, postgres, clock } = await testStores({
  migrations: allMigrations([platformMigrations, collectMigrations, identifyMigrations]),
});
const pseudonymizer = createPseudonymizer('a secret of at least 32 characters!');
const eventLog = createEventLog({ clickhouse, clock, log: silentLogger(), secret: 'a secret' });
const collector = createCollector({ ...eventLog, clock, contacts: { keep: async () => {} }, pseudonymizer });

const marketing = purposeNamed(purposesInForce([]), 'marketing');
const optIn: ConsentPurpose = { ...marketing, spec: { unlessSaid: 'refused', channels: {} } };
const email = consentChannels({ name: 'newsletter', type: 'email', contact: 'email' });
const sms = consentChannels({ name: 'sms', type: 'webhook', contact: 'phone' });

let minute = 0;
const say = (userId: string, event: string, properties: object, rest: object = {}) =>
  collector.one(
    'track',
    { userId, event, properties, timestamp: new Date(Date.UTC(2025, 5, 1, 0, minute++)).toISOString(), ...rest },
    'shop',
  );
const keyOf = (userId: string): bigint => idKey('user_id', userId);
const allowed = async (purpose: ConsentPurpose, channels: readonly string[]): Promise<readonly string[]> => {
  const { sql, params } = consentedSql({ purpose, channels });
  const rows = await clickhouse.query<{ profile_id: string }>(sql, { ...params, as_of: sqlTime(clock.now()) });
  const inMemory = await readConsented(clickhouse, { purpose, channels }, clock.now());
  const users = ['quiet', 'no-mail', 'nothing', 'again', 'yes'];
  const names = users.filter((user) => rows.some((row) => row.profile_id === keyOf(user).toString()));
  expect(users.filter((user) => inMemory.has(keyOf(user)))).toEqual(names);
  return names;
};

await say('quiet', 'seen', {});
await say('no-mail', '$consent_withdrawn', { purpose: 'marketing', channel: 'email' });
await say('nothing', '$consent_given', { purpose: 'marketing', channel: 'email' });
await say('nothing', '$consent_withdrawn', { purpose: 'marketing' });
await say('again', '$consent_withdrawn', { purpose: 'marketing' });
await say('again', '$consent_given', { purpose: 'marketing', channel: 'newsletter', source: 'checkout, box 2' });
await say('yes', '$consent_given', { purpose: 'marketing' });
await say('yes', '$consent_withdrawn', { purpose: 'profiling' });

test('opt-out: who has said nothing may be written to, who said no last may not, and a yes after it opens what it names', async () => {
  expect(await allowed(marketing, email)).toEqual(['quiet', 'again', 'yes']);
  expect(await allowed(marketing, sms)).toEqual(['quiet', 'no-mail', 'yes']);
});

test('opt-in: only a yes is a yes', async () => {
  expect(await allowed(optIn, email)).toEqual(['again', 'yes']);
  expect(await allowed(optIn, sms)).toEqual(['yes']);
});

test('a purpose nobody has described is refused to everybody who has not said yes to it', async () => {
  expect(await allowed(purposeNamed([], 'markting'), email)).toEqual([]);
});

test('right before sending the same holds, and a no of the address counts under whatever person it is sent', async () => {
  await collector.one('identify', { userId: 'mailed', traits: { email: 'a@b.cn' } }, 'shop');
  await identify({ clickhouse, postgres, clock });
  const address = idKey('email', pseudonymizer.stored('email', 'a@b.cn')).toString();
  const ask = () =>
    refusedNow(
      clickhouse,
      ['quiet', 'no-mail', 'again', 'mailed'].map((user) => ({
        profileId: keyOf(user).toString(),
        recipientKey: user === 'quiet' || user === 'mailed' ? address : '0',
        purpose: marketing,
        channels: email,
      })),
    );
  expect(await ask()).toEqual([false, true, false, false]);
  await collector.one(
    'track',
    {
      event: '$consent_withdrawn',
      properties: { purpose: 'marketing', channel: 'email' },
      context: { ids: { email: 'A@B.cn' } },
    },
    'shop',
  );
  expect(await ask()).toEqual([true, true, false, true]);
});

test('a person’s page shows every purpose and channel with what was said last, and the whole history', async () => {
  const profileId = keyOf('again').toString();
  const channels = [
    { name: 'newsletter', names: email },
    { name: 'sms', names: sms },
  ];
  const answer = await readConsent(
    clickhouse,
    { profileId, keys: [profileId] },
    { purposes: purposesInForce([]), channels },
  );
  const of = (channel: string) =>
    answer.states.find((state) => state.purpose === 'marketing' && state.channel === channel);
  expect(of('newsletter')).toMatchObject({ allowed: true, said: 'given' });
  expect(of('sms')).toMatchObject({ allowed: false, said: 'withdrawn' });
  expect(answer.history.map(({ said, channel, source }) => [said, channel, source])).toEqual([
    ['given', 'newsletter', 'checkout, box 2'],
    ['withdrawn', '*', 'shop'],
  ]);
});

test('a consent that names no purpose is refused with the field, and other names with $ stay Gyre’s own', async () => {
  await expect(say('x', '$consent_given', {})).rejects.toThrow('properties.purpose');
  await expect(say('x', '$consent_given', { purpose: 'marketing', channel: 'E mail' })).rejects.toThrow(
    'properties.channel',
  );
  await expect(say('x', '$coupon_redeemed', { purpose: 'marketing' })).rejects.toThrow('Gyre’s own');
});
