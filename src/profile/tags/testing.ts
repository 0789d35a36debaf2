import { idKey, sqlTime, stableUuid } from '#platform';
import type { TestStores } from '#platform/testing.ts';
import type { Known } from '../known.ts';
import { tagsKnown } from './known-tags.ts';
import type { Tag } from './live-tag.ts';
import { type TagSpec, tagSpecSchema } from './schemas.ts';

export const aTag = (name: string, spec: unknown): Tag => ({
  name,
  title: { zh: name, en: name },
  spec: tagSpecSchema.parse(spec) satisfies TagSpec,
});

export const knownOf = (tags: readonly Tag[], conditions: Readonly<Record<string, string>> = {}): Known => ({
  conditions: new Map(Object.entries(conditions)),
  ...tagsKnown(tags),
  timeZone: 'Asia/Shanghai',
});

/** OneID of a test person who has one identifier. */
export const personKey = (user: string): string => idKey('user_id', user).toString();

export type Sent = {
  readonly user: string;
  readonly name?: string;
  readonly at: Date;
  readonly receivedAt?: Date;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly alsoIds?: readonly string[];
};
let written = 0;
/** Events as the collector would have written them. */
export const send = ({ clickhouse }: Pick<TestStores, 'clickhouse'>, events: readonly Sent[]): Promise<void> =>
  clickhouse.insert({
    table: 'events',
    rows: events.map(({ user, name = 'order_paid', at, receivedAt = at, properties = {}, alsoIds = [] }) => {
      const browsers = alsoIds.map((id) => idKey('anonymous_id', id).toString());
      return {
        event_id: stableUuid('sent', String(written++)),
        name,
        ts: sqlTime(at),
        received_at: sqlTime(receivedAt),
        source: 'test',
        id_key: personKey(user),
        ids: { user_id: user, ...Object.fromEntries(alsoIds.map((id) => ['anonymous_id', id])) },
        id_keys: [personKey(user), ...browsers],
        properties,
        context: {},
      };
    }),
  });
