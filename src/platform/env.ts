import { resolve } from 'node:path';
import { z } from 'zod';
import { problem } from './errors.ts';

const MiB = 2 ** 20;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Every setting: its name, its meaning, its default. The environment is read here and nowhere else. */
const settings = z.object({
  GYRE_DATA: z.string().min(1).default('data').describe('directory of the embedded stores and secrets, e.g. ./data'),
  GYRE_HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on, e.g. 0.0.0.0'),
  GYRE_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(7788)
    .describe('port to listen on, e.g. 7788; 0 picks a free one'),
  GYRE_PUBLIC_URL: z.url().optional().describe('address people open, e.g. https://gyre.example.com'),
  GYRE_CLICKHOUSE_URL: z.url().optional().describe('your own ClickHouse, e.g. http://user:password@host:8123/gyre'),
  GYRE_CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^\w+$/)
    .optional()
    .describe('name of the cluster in that ClickHouse, e.g. main'),
  GYRE_POSTGRES_URL: z.url().optional().describe('your own PostgreSQL, e.g. postgres://user:password@host:5432/gyre'),
  GYRE_MEMORY_MIB: z.coerce
    .number()
    .int()
    .min(768)
    .default(3072)
    .describe('memory the embedded ClickHouse may use, in MiB'),
  GYRE_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'key that hashes and encrypts personal data, 32+ characters; by default made once and kept in the data directory',
    ),
  GYRE_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'not an IANA time zone')
    .default(new Intl.DateTimeFormat().resolvedOptions().timeZone)
    .describe('the zone whose days, weeks and months count, e.g. Asia/Shanghai'),
  GYRE_LOG: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .describe('how much is logged'),
  GYRE_PRIVATE_WEBHOOKS: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('whether webhooks may go to addresses of a private network'),
  GYRE_SMALLEST_EXPORT: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('the fewest people an audience may be exported with, e.g. 50'),
  GYRE_IMPORT_HOSTS: z
    .string()
    .default('')
    .describe(
      'hosts that imports may read URLs from, e.g. files.example.com,*.example.org; `host!` also in a private network',
    ),
});

export type Env = {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseCluster: string | undefined;
  readonly postgresUrl: string | undefined;
  readonly memoryBytes: number;
  readonly secret: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly logLevel: string;
  readonly privateWebhooks: boolean;
  /** People. */
  readonly smallestExport: number;
  readonly importHosts: readonly string[];
  /** `GYRE_SOURCE_NAME`: URLs of databases that import mappings name. */
  readonly importDatabases: Readonly<Record<string, string>>;
  /** `GYRE_CHANNEL_SECRET_NAME`: signing keys and passwords that channel documents name. */
  readonly channelSecrets: Readonly<Record<string, string>>;
};

/** Reads the settings once. A wrong one is named with its meaning and an example. */
export const readEnv = (source: Readonly<Record<string, string | undefined>> = process.env): Env => {
  const given = Object.fromEntries(
    Object.entries(source).filter(([name, value]) => name.startsWith('GYRE_') && value !== ''),
  );
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    const meaning = Object.entries(settings.shape).find(([key]) => key === name)?.[1].description ?? '';
    throw problem('setting_invalid', { detail: `${name} (${meaning}): ${issue?.message ?? ''}`, field: name });
  }
  const env = parsed.data;
  return {
    dataDir: resolve(env.GYRE_DATA),
    host: env.GYRE_HOST,
    port: env.GYRE_PORT,
    publicUrl: env.GYRE_PUBLIC_URL,
    clickhouseUrl: env.GYRE_CLICKHOUSE_URL,
    clickhouseCluster: env.GYRE_CLICKHOUSE_CLUSTER,
    postgresUrl: env.GYRE_POSTGRES_URL,
    memoryBytes: env.GYRE_MEMORY_MIB * MiB,
    secret: env.GYRE_SECRET,
    timeZone: env.GYRE_TIME_ZONE,
    logLevel: env.GYRE_LOG,
    privateWebhooks: env.GYRE_PRIVATE_WEBHOOKS === 'yes',
    smallestExport: env.GYRE_SMALLEST_EXPORT,
    importHosts: env.GYRE_IMPORT_HOSTS.split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ''),
    importDatabases: named(given, 'GYRE_SOURCE_'),
    channelSecrets: named(given, 'GYRE_CHANNEL_SECRET_'),
  };
};

/** Settings of one family by the names documents use: `GYRE_CHANNEL_SECRET_SHOP_MAIL` is the secret `shop-mail`. */
const named = (given: Readonly<Record<string, string | undefined>>, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      name.startsWith(prefix) && value !== undefined
        ? [[name.slice(prefix.length).toLowerCase().replaceAll('_', '-'), value]]
        : [],
    ),
  );
