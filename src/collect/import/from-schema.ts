import { z } from 'zod';

const database = z.strictObject({
  /** Name of the connection: `shop-db` is the setting GYRE_SOURCE_SHOP_DB, which holds the URL with its password. */
  connection: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  /** A SELECT. */
  query: z.string().min(1).max(20_000),
  /** A column that only grows (a time of change, a running number): the next import reads from where this one ended. */
  cursor: z
    .string()
    .regex(/^[A-Za-z_]\w{0,62}$/)
    .optional(),
});

/** Where an import's rows come from, when they are not in a file named on the command line. */
export const fromSchema = z.union([
  /** A file, a folder, or a pattern such as `exports/*.csv.gz`. Command line only. */
  z.strictObject({ path: z.string().min(1).max(1000) }),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2000) }),
  z.strictObject({ postgres: database }),
  z.strictObject({ mysql: database }),
]);
export type From = z.infer<typeof fromSchema>;
export type DatabaseFrom = z.infer<typeof database>;
