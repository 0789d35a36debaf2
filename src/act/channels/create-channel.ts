import { problem, type Clock } from '#platform';
import type { ChannelSpec } from '../schemas.ts';
import type { Channel } from './channel.ts';
import { emailChannel } from './email.ts';
import { simulatedChannel, type SimulatedInbox } from './simulated.ts';
import { webhookChannel } from './webhook.ts';

export type ChannelDeps = {
  readonly clock: Clock;
  /** A secret of the settings by its name. */
  readonly secretOf: (name: string) => string | undefined;
  /** Whether webhooks may go to private networks. */
  readonly allowPrivate: boolean;
  readonly inbox?: SimulatedInbox;
};

/** The channel that a Channel document describes. @throws setting_invalid when a secret or the simulated inbox is missing */
export const createChannel = (spec: ChannelSpec, { clock, secretOf, allowPrivate, inbox }: ChannelDeps): Channel => {
  const secret = (name: string): string => {
    const value = secretOf(name);
    if (value === undefined)
      throw problem('setting_invalid', {
        detail: `the secret "${name}" of a channel`,
        detailZh: `渠道的密钥「${name}」`,
      });
    return value;
  };
  switch (spec.type) {
    case 'simulated':
      if (!inbox)
        throw problem('setting_invalid', {
          detail: 'the simulated channel works in a simulated world only',
          detailZh: '模拟渠道仅可用于模拟环境',
        });
      return simulatedChannel(inbox);
    case 'webhook':
      return webhookChannel({ ...spec, secret: secret(spec.secret), allowPrivate }, { clock });
    case 'email':
      return emailChannel({ ...spec, password: spec.secret === undefined ? undefined : secret(spec.secret) });
  }
};
