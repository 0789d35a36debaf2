import type { Postgres } from '#platform';
import type { ContactKeeper } from './collector.ts';
import { keyOf } from './identifiers.ts';
import { createSealer } from './sealer.ts';
import type { Contact } from './segment-people.ts';
import type { Erased } from './tombstones/tombstones.ts';

export type ContactBook = ContactKeeper & {
  /** The clear values of the given identifier keys, for a channel that is about to send. */
  readonly open: (type: string, keys: readonly bigint[]) => Promise<ReadonlyMap<bigint, string>>;
  /** Forgets which contacts were kept already: the rows of some may be gone. */
  readonly forgetKept: () => void;
};

const rememberedContacts = 200_000;

/**
 * The only place a phone number or address stands in a readable form, and it stands encrypted (AES-256-GCM)
 * under a key derived from the workspace's secret, which the database does not hold.
 *
 * @param erased whose contacts are not kept: an import reads its people before its rows
 */
export const createContactBook = (
  postgres: Postgres,
  secret: string,
  erased?: Pick<Erased, 'any' | 'has'>,
): ContactBook => {
  const sealer = createSealer('contact-book', secret);
  // most batches repeat people already kept; the hash names the contact, as its key does
  const kept = new Set<string>();
  return {
    keep: async (contacts) => {
      const fresh = new Map<string, Contact>();
      for (const contact of contacts) if (!kept.has(contact.stored)) fresh.set(contact.stored, contact);
      if (fresh.size === 0) return;
      // in one order for everybody: two batches that insert the same people must not wait for each other in a circle
      const found = [...fresh.values()].map((contact) => ({ ...contact, key: keyOf(contact.type, contact.stored) }));
      const list = erased?.any() === true ? found.filter(({ key }) => !erased.has([key])) : found;
      if (list.length === 0) return;
      list.sort((a, b) => (a.key < b.key ? -1 : 1));
      await postgres.query(
        `INSERT INTO contacts (id_key, type, sealed)
         SELECT * FROM unnest($1::numeric[], $2::text[], $3::bytea[])
         ON CONFLICT (id_key) DO NOTHING`,
        [
          list.map((contact) => contact.key),
          list.map((contact) => contact.type),
          list.map((contact) => sealer.seal(contact.value)),
        ],
      );
      if (kept.size > rememberedContacts) kept.clear();
      for (const { stored } of list) kept.add(stored);
    },
    forgetKept: () => kept.clear(),
    open: async (type, keys) => {
      const rows = await postgres.query<{ id_key: string; sealed: Buffer }>(
        'SELECT id_key::text, sealed FROM contacts WHERE type = $1 AND id_key = ANY($2::numeric[])',
        [type, keys.map(String)],
      );
      return new Map(rows.map((row) => [BigInt(row.id_key), sealer.open(row.sealed)]));
    },
  };
};
