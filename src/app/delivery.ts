import {
  type Channel,
  type Change,
  createChannel,
  drainOutbox,
  type OutboundMessage,
  publishChanges,
  type SimulatedInbox,
} from '#act';
import { type Collector, type ContactBook, isSensitive } from '#collect';
import type { Published } from '#loop';
import { type ClickHouse, type Clock, idKey, type Logger, type Postgres } from '#platform';
import {
  consentChannels,
  type ConsentPurpose,
  messagePurpose,
  purposeNamed,
  refusedNow,
  type Unsubscription,
} from '#profile';
import type { ChannelSpec } from '#act';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly log: Logger;
  readonly collector: Collector;
  readonly contacts: ContactBook;
  readonly channels: () => Promise<readonly Published<ChannelSpec>[]>;
  /** In whose days the capacity of channels is counted. */
  readonly timeZone: string;
  /** Signing keys and passwords by the name a channel's document gives. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether webhooks may go to private networks. */
  readonly allowPrivate: boolean;
  readonly inbox: SimulatedInbox;
  readonly purposes: () => Promise<readonly ConsentPurpose[]>;
  /** Where a recipient says no to more; nothing where Gyre has no address that people can open. */
  readonly unsubscribeUrl: (unsubscription: Unsubscription) => string | undefined;
};

export type Delivery = {
  /** Sends what is due, then tells the log what happened. */
  readonly drain: () => ReturnType<typeof drainOutbox>;
  /** Tells the log of coupons, messages and reports since the last time. @returns how many events */
  readonly publish: () => Promise<number>;
};

/** The outbox with its channels, and the way from the act room's tables to the log. */
export const createDelivery = ({
  clickhouse,
  postgres,
  clock,
  log,
  collector,
  contacts,
  channels,
  timeZone,
  secrets,
  allowPrivate,
  inbox,
  purposes,
  unsubscribeUrl,
}: Deps): Delivery => {
  const publish = (): Promise<number> =>
    publishChanges({ postgres, publish: (changes) => collector.write(changes.map(asEvent)) });
  return {
    publish,
    drain: async () => {
      const open = new Map<string, Channel>();
      const published = await channels();
      const known = await purposes();
      for (const { name, spec } of published) {
        try {
          open.set(name, createChannel(spec, { clock, secretOf: (secret) => secrets[secret], allowPrivate, inbox }));
        } catch (cause) {
          // its messages stay queued until it is set up; the other channels go on
          log.error({ err: cause, channel: name }, 'a channel cannot be opened');
        }
      }
      try {
        const figures = await drainOutbox({
          postgres,
          clock,
          log,
          channels: open,
          capacityOf: (channel) => {
            const perDay = published.find(({ name }) => name === channel)?.spec.capacityPerDay;
            return perDay === undefined ? undefined : { perDay, timeZone };
          },
          addressesOf: (messages) => addressesOf(contacts, messages),
          refusals: async (channel, messages) => {
            const spec = published.find(({ name }) => name === channel)?.spec;
            const names = spec === undefined ? [channel, '*'] : consentChannels({ ...spec, name: channel });
            const refused = await refusedNow(
              clickhouse,
              messages.map((message) => ({
                profileId: message.profileId,
                recipientKey: recipientKey(message),
                purpose: purposeNamed(known, purposeOf(message)),
                channels: names,
              })),
            );
            return refused.map((no, i) => (no ? `no consent: ${purposeOf(messages[i])} by ${channel}` : undefined));
          },
          unsubscribeUrlOf: (channel, message) =>
            unsubscribeUrl({
              profileId: message.profileId,
              recipientKey: recipientKey(message),
              channel: published.find(({ name }) => name === channel)?.spec.type === 'email' ? 'email' : channel,
              purpose: purposeOf(message),
            }),
        });
        await publish();
        return figures;
      } finally {
        for (const channel of open.values()) await channel.close();
      }
    },
  };
};

const purposeOf = (message: OutboundMessage | undefined): string => message?.purpose ?? messagePurpose;

const recipientKey = ({ recipient: { type, value } }: OutboundMessage): string => idKey(type, value).toString();

const asEvent = ({ eventId, name, profileId, at, properties }: Change) => ({
  eventId,
  name,
  ts: at.getTime(),
  source: 'gyre',
  ids: {},
  // the person is known by OneID; it needs no identifier of its own
  alsoKeys: [BigInt(profileId)],
  properties,
  context: {},
});

type Recipient = { readonly recipient: { readonly type: string; readonly value: string } };

/** Sealed recipients are opened at the last moment and only for the batch at hand. */
const addressesOf = async (
  contacts: ContactBook,
  messages: readonly Recipient[],
): Promise<readonly (string | undefined)[]> => {
  const opened = new Map<string, ReadonlyMap<bigint, string>>();
  for (const type of new Set(messages.map(({ recipient }) => recipient.type))) {
    if (!isSensitive(type)) continue;
    const keys = messages
      .filter(({ recipient }) => recipient.type === type)
      .map(({ recipient }) => idKey(type, recipient.value));
    opened.set(type, await contacts.open(type, keys));
  }
  return messages.map(({ recipient: { type, value } }) =>
    isSensitive(type) ? opened.get(type)?.get(idKey(type, value)) : value,
  );
};
