import { alone, type IdentifyDeps } from './identify.ts';
import { rebuildLocked, type RebuildReport } from './rebuild.ts';

export type { RebuildReport };

/** `rebuildLocked` for people who ask for it: waits for a running turn of identify and keeps the next one waiting. */
export const rebuild = (deps: IdentifyDeps, options: { readonly check?: boolean } = {}): Promise<RebuildReport> =>
  alone(deps.postgres, () => rebuildLocked(deps, options));
