import { defineKind } from '#documents';
import { problem } from '#platform';
import type { Words } from '../../platform/schemas.ts';
import { type ConsentPurposeSpec, consentPurposeSpecSchema } from './schemas.ts';

export const consentPurposeKind = defineKind({
  kind: 'ConsentPurpose',
  plural: 'consent-purposes',
  title: { zh: '同意用途', en: 'Consent purpose' },
  specSchema: consentPurposeSpecSchema,
});

export type ConsentPurpose = {
  readonly name: string;
  readonly title: Words;
  readonly spec: ConsentPurposeSpec;
};

/** What messages are sent for unless their program says otherwise. */
export const messagePurpose = 'marketing';

/**
 * What holds until documents say otherwise: whoever is a customer may be written to until they say no. Whose law wants a
 * yes first publishes the purpose with `unlessSaid: refused`.
 */
const builtIn: readonly ConsentPurpose[] = [
  { name: 'marketing', title: { zh: '营销', en: 'Marketing' }, spec: { unlessSaid: 'allowed', channels: {} } },
  { name: 'analytics', title: { zh: '分析', en: 'Analytics' }, spec: { unlessSaid: 'allowed', channels: {} } },
  { name: 'profiling', title: { zh: '画像', en: 'Profiling' }, spec: { unlessSaid: 'allowed', channels: {} } },
];

/** The built-in purposes, with published documents over them. */
export const purposesInForce = (published: readonly ConsentPurpose[]): readonly ConsentPurpose[] => [
  ...new Map([...builtIn, ...published].map((purpose) => [purpose.name, purpose])).values(),
];

/**
 * The purpose by name. One that nobody has described asks for a yes: a misspelt purpose must not be a permission.
 */
export const purposeNamed = (purposes: readonly ConsentPurpose[], name: string): ConsentPurpose =>
  purposes.find((each) => each.name === name) ?? {
    name,
    title: { zh: name, en: name },
    spec: { unlessSaid: 'refused', channels: {} },
  };

/** The purpose somebody asks for by name. @throws GyreError `invalid_input` that lists those there are */
export const describedPurpose = (purposes: readonly ConsentPurpose[], name: string): ConsentPurpose => {
  const found = purposes.find((each) => each.name === name);
  if (found !== undefined) return found;
  const known = purposes.map((each) => each.name);
  throw problem('invalid_input', {
    field: 'purpose',
    detail: `nobody has described the purpose "${name}"; there are ${known.join(', ')}. Publish a ConsentPurpose for another`,
    detailZh: `没有名为“${name}”的同意用途；现有 ${known.join('、')}。如需其他用途，请先发布 ConsentPurpose`,
  });
};

/** Whether a purpose may use a channel of somebody who has said nothing. `names`: as `consentChannels` gives them. */
export const allowedUnlessSaid = ({ spec }: ConsentPurpose, names: readonly string[]): boolean => {
  const own = names.map((name) => spec.channels[name]).find((rule) => rule !== undefined);
  return (own ?? spec.unlessSaid) === 'allowed';
};

/**
 * What people call a channel when they say yes or no to it: its own name, its kind, and `*` for all. A no to `email` is a no to
 * every channel that ends in a mailbox, whatever its document is called.
 */
export const consentChannels = (channel: {
  readonly name: string;
  readonly type: string;
  readonly contact: string;
}): readonly string[] => [...new Set([channel.name, mediumOf(channel), '*'])];

const mediumOf = ({ name, type, contact }: { name: string; type: string; contact: string }): string => {
  if (type === 'email' || contact === 'email') return 'email';
  if (contact === 'phone') return 'sms';
  if (contact.startsWith('wechat_')) return 'wechat';
  return contact === 'device_id' ? 'app_push' : name;
};
