import type { Command } from 'commander';
import { signInUrl } from '#platform/http/auth/sign-in-links.ts';
import { isScope, keyScopes } from '#platform/http/auth/scopes.ts';
import { type Gyre } from '#app';
import { problem } from '#platform';
import { runningUrl } from '#platform/db/stores.ts';
import { withGyre } from './with-gyre.ts';

const firstLinkMinutes = 24 * 60;

/** A link that signs the owner in once; the owner is made when the house is new. */
export const signInLink = async ({ auth }: Pick<Gyre, 'auth'>, url: string): Promise<string> => {
  const owner = await auth.users.firstOwner({ name: 'Owner', language: 'zh' });
  return signInUrl(url, await auth.links.create({ userId: owner.id, validMinutes: firstLinkMinutes }));
};

export const signInCommand = async (options: { readonly email?: string }, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const url =
      gyre.env.publicUrl ?? (await runningUrl(gyre.env.dataDir)) ?? `http://${gyre.env.host}:${gyre.env.port}`;
    if (options.email === undefined) {
      process.stdout.write(`${await signInLink(gyre, url)}\n`);
      return;
    }
    const user = (await gyre.auth.users.list()).find(({ email }) => email === options.email);
    if (!user)
      throw problem('not_found', {
        detail: `nobody with the address ${options.email}`,
        detailZh: `没有使用邮箱 ${options.email} 的账号`,
      });
    process.stdout.write(`${signInUrl(url, await gyre.auth.links.create({ userId: user.id }))}\n`);
  });

export const keyCommand = async (
  name: string,
  options: { readonly scope?: readonly string[] },
  command: Command,
): Promise<void> =>
  withGyre(command, async ({ auth }) => {
    const scopes = options.scope ?? [];
    const unknown = scopes.filter((scope) => !keyScopes.some((known) => known === scope));
    if (unknown.length > 0)
      throw problem('invalid_input', {
        field: 'scope',
        detail: `unknown scope ${unknown.join(', ')}; there are ${keyScopes.join(', ')}`,
        detailZh: `未知的权限范围 ${unknown.join('、')}；可用的有 ${keyScopes.join('、')}`,
      });
    const { secret } = await auth.keys.create({
      name,
      kind: scopes.length === 0 ? 'write' : 'secret',
      scopes: scopes.filter(isScope),
      createdBy: 'command line',
    });
    process.stdout.write(`${secret}\n`);
    process.stderr.write('Shown this once; only its hash is kept.\n');
  });
