import { identifierTypeKind, useIdentifierTypes } from '#collect';
import type { DocumentStore } from '#documents';
import type { Logger } from '#platform';

export type LiveTypes = {
  /** Looks now. Resolves when the published types are in force in this process. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
};

const everyMs = 1_000;

/** Keeps the identifier types of this process those that are published, wherever they are published. */
export const liveIdentifierTypes = (documents: DocumentStore, log: Logger): LiveTypes => {
  let seen: string | undefined;
  const refresh = async (): Promise<void> => {
    const stamp = await documents.stamp([identifierTypeKind.kind]);
    if (stamp === seen) return;
    const published = await documents.published(identifierTypeKind);
    useIdentifierTypes(published.map(({ name, spec }) => ({ ...spec, name })));
    seen = stamp;
  };
  const looking = setInterval(() => {
    refresh().catch((cause: unknown) => log.warn({ err: cause }, 'the identifier types could not be read'));
  }, everyMs);
  looking.unref();
  return { refresh, close: () => clearInterval(looking) };
};
