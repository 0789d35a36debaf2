import { isIdentifierType } from '../../identifiers.ts';
import { objectOr, type OpenObject } from '../../segment-message.ts';
import { idText } from '../member.ts';

export type Who = {
  readonly userId: string | undefined;
  readonly anonymousId: string | undefined;
  readonly ids: Readonly<Record<string, string>>;
};

/**
 * The person of a record. `login_id` is the user, `anonymous_id` the device before it was one; `identities` name both
 * and more. With only a `distinct_id` it is a user's when the record says so (`$is_login_id`), or when it comes from the
 * Node client, which cannot say it; otherwise, as in 神策, a device's. `track_signup` binds `original_id` to the user.
 */
export const peopleOf = (raw: OpenObject, own: OpenObject): Who => {
  const ids = identifiersIn(objectOr(raw['identities']));
  const distinctId = idText(raw['distinct_id']);
  const signUp = raw['type'] === 'track_signup';
  const loginId = idText(raw['login_id']) ?? ids['user_id'];
  const deviceId =
    idText(raw['anonymous_id']) ?? ids['anonymous_id'] ?? (signUp ? idText(raw['original_id']) : undefined);
  const { user_id: _user, anonymous_id: _device, ...others } = ids;
  if (signUp) return { userId: loginId ?? distinctId, anonymousId: deviceId, ids: others };
  if (loginId !== undefined || distinctId === undefined || distinctId === deviceId)
    return { userId: loginId, anonymousId: deviceId, ids: others };
  // an identity of another type may be what distinct_id repeats
  if (deviceId === undefined && Object.values(ids).includes(distinctId))
    return { userId: undefined, anonymousId: undefined, ids: others };
  return isLogin(raw, own)
    ? { userId: distinctId, anonymousId: deviceId, ids: others }
    : { userId: undefined, anonymousId: deviceId ?? distinctId, ids: others };
};

const isLogin = (raw: OpenObject, own: OpenObject): boolean => {
  const said = own['$is_login_id'];
  if (typeof said === 'boolean') return said;
  const library = objectOr(raw['lib'])['$lib'] ?? own['$lib'];
  return typeof library === 'string' && library.toLowerCase() === 'node';
};

/** 神策's identity → our identifier type. */
const knownIdentities: Readonly<Record<string, string>> = {
  $identity_login_id: 'user_id',
  $identity_cookie_id: 'anonymous_id',
  $identity_anonymous_id: 'anonymous_id',
  $identity_android_id: 'device_id',
  $identity_android_uuid: 'device_id',
  $identity_idfv: 'device_id',
  $identity_ios_uuid: 'device_id',
  $identity_harmonyos_uuid: 'device_id',
  $identity_oaid: 'device_id',
  $identity_mobile: 'phone',
  $identity_email: 'email',
  $identity_mp_openid: 'wechat_openid',
  $identity_mp_unionid: 'wechat_unionid',
};

const identifiersIn = (identities: OpenObject): Readonly<Record<string, string>> => {
  const ids: Record<string, string> = {};
  for (const [name, value] of Object.entries(identities)) {
    const type = typeOf(name);
    // of a list, the first: an event has one identifier of a type
    const id = idText(Array.isArray(value) ? value[0] : value);
    if (type !== undefined && id !== undefined) ids[type] ??= id;
  }
  return ids;
};

/** `$identity_mp_wx123_openid` is an openid of that mini program; a brand's own identities keep their name. */
const typeOf = (name: string): string | undefined => {
  const known = knownIdentities[name];
  if (known !== undefined) return known;
  const openid = /^\$identity_mp_([\w.-]{1,40})_openid$/.exec(name)?.[1];
  if (openid !== undefined) return `wechat_openid@${openid}`;
  return isIdentifierType(name) ? name : undefined;
};
