import { rename, writeFile } from 'node:fs/promises';

/** Writes a private file so that a reader sees all of it or none. */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, path);
};
