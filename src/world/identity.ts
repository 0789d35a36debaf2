import { type Calendar, dayMs, momentOfDay } from './calendar.ts';
import { Draws, stream } from './draws.ts';
import type { Fate } from './life.ts';
import { about, type Sink, type Who } from './message.ts';

type Device = {
  readonly id: string;
  readonly fromMs: number;
  /** From here on they are logged in on it. */ readonly loginMs: number;
};

/** The ids of one person and from when on each is theirs. `Infinity` means never. */
export type Identity = {
  readonly userId: string;
  readonly devices: readonly Device[];
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly memberCard: string;
  readonly cardMs: number;
  readonly wechatOpenid: string;
  readonly wechatMs: number;
  /** A second account, opened on the second device; it becomes known as theirs by the same phone at `phoneMs`. */
  readonly second: { readonly userId: string; readonly fromMs: number; readonly phoneMs: number } | undefined;
};

/**
 * One to three devices; a phone number for most who sign up, an e-mail for a third, a member card for who comes to a
 * store, a WeChat id for who uses it. Three in a hundred open a second account.
 */
export const identityOf = (seed: number, fate: Fate, { startMs, historyDays }: Calendar): Identity => {
  const { person, signUpMs } = fate;
  const draws = new Draws(seed, stream.identity, person.index, 1);
  const code = (salt: number): string =>
    new Draws(seed, stream.identity, person.index, 2, salt).next().toString(36).slice(2, 9).padEnd(7, 'x');
  const joinMs = startMs + person.joinDay * dayMs;
  const count = 1 + draws.weighted([52, 34, 14]);
  const later = (ms: number, meanDays: number): number =>
    ms + Math.round(-Math.log(1 - draws.next()) * meanDays * dayMs);
  const devices = Array.from({ length: count }, (_, index): Device => {
    const fromMs = index === 0 ? joinMs : joinMs + draws.int(Math.max(1, historyDays - person.joinDay)) * dayMs;
    const loginMs = index === 0 ? signUpMs : later(Math.max(signUpMs, fromMs), 4);
    return { id: `d-${person.index}-${index}-${code(index)}`, fromMs, loginMs };
  });
  const cardMs = draws.chance(0.25 + person.storeShare) ? later(signUpMs, 40) : Infinity;
  const wechatMs = draws.chance(0.3 + 0.5 * person.openness.wechat) ? later(signUpMs, 20) : Infinity;
  const hasSecond = count > 1 && draws.chance(0.065);
  const secondFrom = later(Math.max(signUpMs, devices[1]?.fromMs ?? 0), 60);
  return {
    userId: `u${person.index + 100_001}`,
    devices,
    phone: draws.chance(0.92) || hasSecond ? phoneOf(person.index, draws.int(7)) : undefined,
    email: draws.chance(0.35) ? `user${person.index}.${code(9)}@example.com` : undefined,
    memberCard: `LJ${String(8_800_000 + person.index)}`,
    cardMs,
    wechatOpenid: `o${code(10)}${code(11)}${person.index}`,
    wechatMs,
    second:
      hasSecond && Number.isFinite(secondFrom)
        ? { userId: `u${person.index + 10_000_001}`, fromMs: secondFrom, phoneMs: later(secondFrom, 45) }
        : undefined,
  };
};

const phoneOf = (index: number, prefix: number): string =>
  `1${['38', '39', '50', '58', '77', '86', '99'][prefix] ?? '38'}${String(10_000_000 + index * 4_217).slice(-8)}`;

/** The account a device is used with at a moment, if any. */
export const accountOn = ({ userId, devices, second }: Identity, device: number, atMs: number): string | undefined => {
  if (second && device === 1) return atMs >= second.fromMs ? second.userId : undefined;
  return atMs >= (devices[device]?.loginMs ?? Infinity) ? userId : undefined;
};

/** How the person shows on a device at a moment: by account where logged in, by the device alone before or when careless. */
export const whoOn = (identity: Identity, device: number, atMs: number, loggedIn = true): Who => {
  const anonymousId = identity.devices[device]?.id ?? identity.userId;
  const userId = loggedIn ? accountOn(identity, device, atMs) : undefined;
  return userId === undefined ? { anonymousId } : { userId, anonymousId };
};

/** The identify calls: signing up, logging in on further devices, binding WeChat and the card, the second account. */
export const tellIdentity = (sink: Sink, identity: Identity, fate: Fate): void => {
  const { person, signUpMs } = fate;
  const { userId, devices, phone, email, second } = identity;
  if (!Number.isFinite(signUpMs)) return;
  const tell = (
    number: number,
    atMs: number,
    device: number,
    id: string,
    traits: Readonly<Record<string, unknown>>,
  ): void =>
    sink.identify({ kind: about.identity, number, atMs }, { userId: id, anonymousId: devices[device]?.id }, traits);
  if (sink.wants(signUpMs)) {
    // 40 % say how many they are at home
    const home = person.index % 5 < 2 ? { household_size: person.household } : {};
    tell(0, signUpMs, 0, userId, {
      phone,
      email,
      city: person.city.name,
      ...home,
      signed_up_at: new Date(signUpMs).toISOString(),
    });
  }
  for (const [device, { loginMs }] of devices.entries()) {
    if (device > 0 && !(second && device === 1) && sink.wants(loginMs)) tell(device, loginMs, device, userId, {});
  }
  if (sink.wants(identity.wechatMs)) tell(8, identity.wechatMs, 0, userId, { wechat_openid: identity.wechatOpenid });
  if (sink.wants(identity.cardMs)) tell(9, identity.cardMs, 0, userId, { member_card: identity.memberCard, phone });
  if (second && sink.wants(second.fromMs)) tell(10, second.fromMs, 1, second.userId, { city: person.city.name });
  if (second && sink.wants(second.phoneMs)) tell(11, second.phoneMs, 1, second.userId, { phone });
};

/** A moment of a day from two draws. */
export const momentIn = (day: number, { startMs }: Calendar, draws: Draws): number =>
  startMs + day * dayMs + Math.round(momentOfDay(draws.next(), draws.next()));
