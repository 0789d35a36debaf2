import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './whole-file.ts';

const storeSchema = z.object({ url: z.string(), port: z.number(), pid: z.number() });

const runSchema = z.object({
  /** The owner of the data directory. After it has gone the ports stay as a preference for the next start. */
  pid: z.number(),
  /** Where people open Gyre, once it serves. */
  url: z.string().optional(),
  clickhouse: storeSchema.optional(),
  postgres: storeSchema.optional(),
});

/** What runs on a data directory: `run.json`, private, because its URLs carry passwords. */
export type RunFile = z.infer<typeof runSchema>;

export const writeRunFile = (directory: string, run: RunFile): Promise<void> =>
  writeWhole(join(directory, 'run.json'), `${JSON.stringify(run, undefined, 2)}\n`);

/** Undefined when there is none, or none that can be read. */
export const readRunFile = async (directory: string): Promise<RunFile | undefined> => {
  try {
    return runSchema.parse(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')));
  } catch {
    return undefined;
  }
};
