import { invalidField } from './invalid-field.ts';
import type { OpenObject } from './segment-message.ts';

/** The two of Gyre's own names that outsiders may say: a person's yes and no come from forms, shops and call centres. */
export const consentEventNames = ['$consent_given', '$consent_withdrawn'] as const;

export const isConsentEvent = (name: string): boolean => consentEventNames.some((each) => each === name);

const namePattern = /^[a-z][a-z0-9_.-]{0,63}$/;

/**
 * What a consent event must say: the purpose, and the channel (`*`, all of them, when left out).
 * @throws GyreError `invalid_input` naming the property: a consent nobody can apply must not look like one
 */
export const consentProperties = (properties: OpenObject): OpenObject => {
  const { purpose, channel = '*' } = properties;
  if (typeof purpose !== 'string' || !namePattern.test(purpose))
    throw invalidField(
      'properties.purpose',
      'the name of a purpose such as marketing is expected',
      '应为用途名称，如 marketing',
    );
  if (typeof channel !== 'string' || (channel !== '*' && !namePattern.test(channel)))
    throw invalidField(
      'properties.channel',
      'a channel such as email, or * for all, is expected',
      '应为渠道名称，如 email；* 表示全部',
    );
  return { ...properties, purpose, channel };
};

/**
 * A yes or no to something nobody has described. It applies to nothing, and is kept aside: once the purpose is described, or
 * its spelling mended, it can be replayed.
 */
export const unknownPurpose = ({ purpose }: OpenObject, known: readonly string[]) => {
  const name = typeof purpose === 'string' ? purpose : '';
  if (known.includes(name)) return undefined;
  return { reason: `unknown_purpose:${name}`, detail: `nobody has described "${name}"; there are ${known.join(', ')}` };
};
