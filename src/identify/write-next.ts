import { identifierTypes } from '#collect';
import { type ClickHouse, sqlTime } from '#platform';
import type { Components } from './components.ts';
import type { Resolution } from './graph.ts';
import { onceMore, reasonText, tenureRow } from './map-store.ts';

const rowsAtATime = 65_536;

/** The new map as RowBinary: key, profile, version, 24 bytes a row; only of those who belong to another than their own key. */
export function* mapRows(
  { keys, profile, doubtful }: Components,
  { profileOf }: Resolution,
  version: number,
): Generator<Uint8Array> {
  const open = new Uint8Array(profile.length);
  for (const node of doubtful) open[node] = 1;
  let words = new Uint32Array(rowsAtATime * 6);
  // nobody's key, so that the map carries its version even when everybody is alone
  words[4] = version;
  let at = 6;
  for (let node = 0; node < profile.length; node++) {
    const low = keys[2 * node] ?? 0;
    const high = keys[2 * node + 1] ?? 0;
    let toLow = keys[2 * (profile[node] ?? 0)] ?? 0;
    let toHigh = keys[2 * (profile[node] ?? 0) + 1] ?? 0;
    if (open[node]) {
      const key = (BigInt(high) << 32n) | BigInt(low);
      const owner = profileOf.get(key) ?? key;
      toLow = Number(owner & 0xffffffffn);
      toHigh = Number(owner >> 32n);
    }
    if (toLow === low && toHigh === high) continue;
    words.set([low, high, toLow, toHigh, version, 0], at);
    at += 6;
    if (at === words.length) {
      yield new Uint8Array(words.buffer);
      words = new Uint32Array(rowsAtATime * 6);
      at = 0;
    }
  }
  yield new Uint8Array(words.buffer, 0, at * 4);
}

/** Past holders, refused links and hubs beside the new map. */
export const writeNextFacts = async (
  clickhouse: ClickHouse,
  args: {
    readonly components: Components;
    readonly resolution: Resolution;
    readonly version: number;
    readonly at: Date;
  },
): Promise<void> => {
  const { components, resolution, version } = args;
  const noted = sqlTime(args.at);
  const { keys, hubs } = components;
  await clickhouse.insert({
    table: 'identity_hubs_next',
    token: onceMore(),
    rows: Array.from(hubs, (node) => ({
      id_key: ((BigInt(keys[2 * node + 1] ?? 0) << 32n) | BigInt(keys[2 * node] ?? 0)).toString(),
      noted_at: noted,
      version,
    })),
  });
  await clickhouse.insert({
    table: 'identity_tenures_next',
    token: onceMore(),
    rows: resolution.tenures.map((tenure) => ({ ...tenureRow(tenure), version })),
  });
  await clickhouse.insert({
    table: 'identity_refused_next',
    token: onceMore(),
    rows: resolution.links.flatMap(({ a, b, rule, firstMs, eventId, verdict }) =>
      verdict.type === 'refused'
        ? [
            {
              key_a: a.toString(),
              key_b: b.toString(),
              rule,
              reason: reasonText(verdict.why),
              link_at: sqlTime(new Date(firstMs)),
              event_id: eventId,
              noted_at: noted,
              version,
            },
          ]
        : [],
    ),
  });
  // links of what links nobody, outside the sets that were judged one by one
  const nobodys = identifierTypes()
    .filter(({ uniqueness }) => uniqueness === 'shared')
    .map(({ name }) => name);
  const whose = [
    ...(hubs.length > 0 ? [['shared_in_fact', 'SELECT id_key FROM identity_hubs_next'] as const] : []),
    ...(nobodys.length > 0
      ? [['shared_type', 'SELECT id_key FROM identifiers WHERE type IN {nobodys:Array(String)}'] as const]
      : []),
  ];
  for (const [reason, who] of whose) {
    await clickhouse.command(
      `INSERT INTO identity_refused_next
       SELECT key, other, rule, concat({reason:String}, ':', toString(if(key IN (${who}), key, other))),
         tupleElement(min(first), 1), tupleElement(min(first), 2), {noted:DateTime64(3)}, {version:UInt64}
       FROM identity_edges
       WHERE (key IN (${who}) OR other IN (${who})) AND NOT startsWith(rule, 'hand:')
         AND key NOT IN (SELECT id_key FROM identity_doubtful) AND other NOT IN (SELECT id_key FROM identity_doubtful)
       GROUP BY key, other, rule`,
      { reason, nobodys, noted, version },
      { insert_deduplication_token: onceMore() },
    );
  }
  await clickhouse.command('TRUNCATE TABLE identity_doubtful');
};
