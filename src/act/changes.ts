import { stableUuid, type Postgres } from '#platform';

/** Something that happened here and belongs in the event log. */
export type Change = {
  /** The same for the same change, however often it is published: the log keeps one. */
  readonly eventId: string;
  /** `$coupon_issued`, `$message_sent`, … */
  readonly name: string;
  readonly profileId: string;
  readonly at: Date;
  readonly properties: Readonly<Record<string, unknown>>;
};

type ChangeRow = {
  readonly id: number;
  readonly name: string;
  readonly subject: string;
  readonly profile_id: string;
  readonly at: Date;
  readonly properties: Record<string, unknown>;
};

/**
 * Hands changes to the event log: never lost, never doubled.
 *
 * A change is written in the same statement as the state it tells of, so there is none without the other. Here a batch is
 * locked, published, and deleted only after the log has it. A process killed in between publishes the batch again, with the
 * same event ids, and the log drops what it has. Reading by a watermark on an ascending id would not do: a
 * transaction that commits late would slip in below the mark and be lost.
 *
 * Several may publish at once; each takes rows that no other has.
 * @param publish writes durably, or throws
 * @returns how many were published
 */
export const publishChanges = async ({
  postgres,
  publish,
  batchSize = 5_000,
}: {
  postgres: Postgres;
  publish: (changes: readonly Change[]) => Promise<void>;
  batchSize?: number;
}): Promise<number> => {
  let published = 0;
  for (;;) {
    const count = await postgres.tx(async (tx) => {
      const rows = await tx.query<ChangeRow>(
        'SELECT id, name, subject, profile_id, at, properties FROM act_changes ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
        [batchSize],
      );
      if (rows.length === 0) return 0;
      await publish(rows.map(asChange));
      await tx.query('DELETE FROM act_changes WHERE id = ANY($1::bigint[])', [rows.map(({ id }) => id)]);
      return rows.length;
    });
    published += count;
    if (count < batchSize) return published;
  }
};

const asChange = ({ name, subject, profile_id, at, properties }: ChangeRow): Change => ({
  eventId: stableUuid('act', name, subject),
  name,
  profileId: profile_id,
  at,
  properties,
});
