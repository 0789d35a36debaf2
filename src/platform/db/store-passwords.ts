import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../children/whole-file.ts';

const passwordsSchema = z.object({ clickhouse: z.string(), postgres: z.string() });
type StorePasswords = z.infer<typeof passwordsSchema>;

/** The embedded stores' passwords: drawn once, kept in `dataDir/store-passwords.json` with mode 0600. */
export const storePasswords = async (dataDir: string): Promise<StorePasswords> => {
  const path = join(dataDir, 'store-passwords.json');
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept !== undefined) return passwordsSchema.parse(JSON.parse(kept));
  const drawn: StorePasswords = { clickhouse: newPassword(), postgres: newPassword() };
  await writeWhole(path, JSON.stringify(drawn));
  return drawn;
};

/** 192 bits; hex, so that it needs no escaping in a URL. */
const newPassword = (): string => randomBytes(24).toString('hex');
