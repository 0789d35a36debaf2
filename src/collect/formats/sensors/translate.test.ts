import { describe, expect, test } from 'vitest';
import { translateSensors } from './translate.ts';

const translate = (raw: object) => {
  const translation = translateSensors({ time: 1_700_000_000_000, distinct_id: 'd-1', _track_id: 7, ...raw });
  return translation.type === 'records' ? translation.records[0] : translation;
};
const aTrack = (more: object = {}) => ({ type: 'track', event: 'PayOrder', properties: {}, ...more });
const peopleOf = (raw: object) => {
  const record = translateSensors({ time: 1, distinct_id: 'd-1', ...raw });
  if (record.type !== 'records') throw new Error('set aside');
  const [first] = record.records;
  return { user: first?.userId, device: first?.anonymousId, ids: first?.context?.['ids'] };
};

describe('people', () => {
  test.each([
    ['a device of an old client', {}, { device: 'd-1' }],
    ['a user, by its own word', { properties: { $is_login_id: true } }, { user: 'd-1' }],
    ['the Node client, which cannot say', { lib: { $lib: 'Node' } }, { user: 'd-1' }],
    ['a login id beside the device', { login_id: 'u-1', anonymous_id: 'd-1' }, { user: 'u-1', device: 'd-1' }],
    [
      'identities of the web',
      { distinct_id: 'u-1', identities: { $identity_login_id: 'u-1', $identity_cookie_id: 'c-1' } },
      { user: 'u-1', device: 'c-1' },
    ],
  ])('%s', (_case, more, people) => {
    expect(peopleOf({ ...aTrack(), ...more })).toEqual({ user: undefined, device: undefined, ids: {}, ...people });
  });
  test('sign-up ties the original id to the user', () => {
    const raw = { type: 'track_signup', event: '$SignUp', original_id: 'a-1', distinct_id: 'u-1' };
    expect(translate(raw)).toMatchObject({ type: 'identify', userId: 'u-1', anonymousId: 'a-1' });
  });
  test('phones, openids and a brand’s own identities are identifiers too', () => {
    const identities = {
      $identity_mobile: '13800001111',
      $identity_mp_wx9_openid: 'o-1',
      member_card: ['LJ1', 'LJ2'],
      卡: '7',
    };
    expect(peopleOf({ ...aTrack(), identities }).ids).toEqual({
      phone: '13800001111',
      'wechat_openid@wx9': 'o-1',
      member_card: 'LJ1',
    });
  });
});

describe('what becomes of a record', () => {
  test.each([
    ['$pageview', { type: 'page' }],
    ['$AppViewScreen', { type: 'screen' }],
    ['$AppClick', { type: 'track', event: 'AppClick' }],
    ['$coupon_redeemed', { type: 'track', event: 'coupon_redeemed' }],
    ['PayOrder', { type: 'track', event: 'PayOrder' }],
  ])('track %s', (event, record) => {
    expect(translate(aTrack({ event }))).toMatchObject(record);
  });
  test.each([
    ['profile_set', 'identify', { city: '上海' }],
    ['profile_set_once', 'traits_once', { city: '上海' }],
    ['profile_append', 'traits_append', { city: '上海' }],
    ['profile_increment', 'traits_increment', { city: '上海' }],
    ['profile_unset', 'traits_unset', { city: true }],
  ])('%s is %s', (type, ours, traits) => {
    const properties = { city: '上海', $is_login_id: true, $lib: 'js' };
    expect(translate({ type, properties })).toMatchObject({ type: ours, traits });
    expect(translate({ type, properties })).toHaveProperty('traits', traits);
  });
  test.each(['item_set', 'item_delete', 'profile_delete', 'track_id_unbind'])('%s waits in quarantine', (type) => {
    expect(translate({ type })).toMatchObject({ type: 'aside', reason: `not_kept:${type}` });
  });
  test('an unknown type names the field', () => {
    expect(() => translate({ type: 'dance' })).toThrow(/type/);
  });
});

test('a record that is sent again has the same id, whenever it is sent', () => {
  const id = (raw: object) => {
    const found = translate(raw);
    return found !== undefined && 'messageId' in found ? found.messageId : undefined;
  };
  expect(id(aTrack({ _flush_time: 1 }))).toBe(id(aTrack({ _flush_time: 2 })));
  expect(id(aTrack({ _track_id: undefined, _flush_time: 1 }))).toBe(
    id(aTrack({ _track_id: undefined, _flush_time: 2 })),
  );
  expect(id(aTrack({ _track_id: 8 }))).not.toBe(id(aTrack()));
  expect(id(aTrack({ time: undefined }))).toBeUndefined();
});
