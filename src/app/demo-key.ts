import type { Clock } from '#platform';
import type { Auth } from '#platform/http/auth/auth.ts';

/** The source of what is clicked in the demo shop: it can be told from, and left out of, everything real. */
export const demoSource = 'sdk-demo';
const keepMs = 7 * 86_400_000;

/**
 * The write key of the demo shop, made when somebody first opens it and handed to whoever may send events. Secrets are
 * kept only as hashes, so each process makes its own; those of older processes are revoked after a week.
 */
export const createDemoKey = ({ auth, clock }: { readonly auth: Auth; readonly clock: Clock }) => {
  let made: Promise<string> | undefined;
  const make = async (): Promise<string> => {
    const oldest = clock.now().getTime() - keepMs;
    for (const key of await auth.keys.list()) {
      if (key.name === demoSource && key.createdAt.getTime() < oldest) await auth.keys.revoke(key.id);
    }
    const { secret } = await auth.keys.create({
      name: demoSource,
      kind: 'write',
      source: demoSource,
      createdBy: 'demo',
    });
    return secret;
  };
  return async (): Promise<string> => {
    const known = made && (await made.catch(() => undefined));
    // an owner may have revoked it
    if (known !== undefined && (await auth.authenticateWriteKey(known)) !== undefined) return known;
    made = make();
    return made;
  };
};
