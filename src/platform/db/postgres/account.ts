import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

/**
 * PostgreSQL refuses to run as root, and wants an account that exists. When Gyre is root it lends PostgreSQL an
 * unprivileged one: `gyre` or `postgres` when the machine has it, else a system account `gyre` made now, else `nobody`.
 * Undefined when Gyre is not root: PostgreSQL then runs as Gyre does.
 */
export const postgresAccount = async (): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  return (await firstOf(['gyre', 'postgres'])) ?? (await createdAccount()) ?? (await firstOf(['nobody', 'daemon']));
};

const createdAccount = async (): Promise<Account | undefined> => {
  const attempts = [
    [
      'useradd',
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/bin/false',
      'gyre',
    ],
    ['adduser', '-S', '-D', '-H', 'gyre'], // BusyBox
  ] as const;
  for (const [program, ...args] of attempts) {
    try {
      await run(program, args);
      return await firstOf(['gyre']);
    } catch {
      // no such program here, or /etc is read-only: the next choice will do
    }
  }
  return undefined;
};

const firstOf = async (names: readonly string[]): Promise<Account | undefined> => {
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  for (const name of names) {
    const account = accounts.find((each) => each.name === name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  return undefined;
};

/** The lines of passwd(5): name:password:uid:gid:… */
export const parsePasswd = (text: string): readonly Account[] =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 7)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
