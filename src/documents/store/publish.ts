import { problem, type Postgres } from '#platform';
import { keyText, type DocumentKey, type DocumentProblem, type DocumentVersion, type Reference } from '../document.ts';
import type { Registry } from '../registry.ts';
import { contextWith, cycleProblem, hasErrors, inspectDocument } from './inspect.ts';
import { referenceOrder } from './reference-order.ts';
import { changeState, lockDocument, replaceReferences, versionsOf } from './rows.ts';

export type PublishResult =
  /** In reference order: what is referred to comes first. */
  | { readonly type: 'published'; readonly documents: readonly DocumentVersion[] }
  | { readonly type: 'refused'; readonly problems: readonly (DocumentProblem & DocumentKey)[] };

type Candidate = { readonly draft: DocumentVersion; readonly published: DocumentVersion | undefined };

/**
 * Puts the drafts of a set in force together, or none of them. Each may refer to the others. What was in force before
 * is archived. A document without a draft is in force already and stays.
 */
export const publishSet = async (
  pg: Postgres,
  {
    keys,
    registry,
    author,
    at,
  }: {
    readonly keys: readonly DocumentKey[];
    readonly registry: Registry;
    readonly author: string | null;
    readonly at: Date;
  },
): Promise<PublishResult> => {
  const candidates = await readCandidates(pg, keys);
  const drafts = candidates.map(({ draft }) => draft);
  const context = await contextWith(pg, drafts);
  const inspected = new Map(drafts.map((draft) => [keyText(draft), inspectDocument(draft, registry, context)]));
  const problems = drafts.flatMap(({ kind, name }) =>
    (inspected.get(keyText({ kind, name }))?.problems ?? []).map((found) => ({ ...found, kind, name })),
  );
  if (hasErrors(problems)) return { type: 'refused', problems };

  const inForce = await publishedReferences(pg);
  const referencesOf = (key: string): readonly string[] =>
    (inspected.get(key)?.references ?? inForce.get(key) ?? []).map(keyText);
  const order = referenceOrder([...inspected.keys()], referencesOf);
  if (order.type === 'cycle') {
    const inCycle = drafts.filter((draft) => order.cycle.includes(keyText(draft)));
    return {
      type: 'refused',
      problems: inCycle.map(({ kind, name }) => ({ ...cycleProblem(order.cycle), kind, name })),
    };
  }
  const byKey = new Map(candidates.map((candidate) => [keyText(candidate.draft), candidate]));
  for (const key of order.keys) {
    const candidate = byKey.get(key);
    if (candidate === undefined) continue;
    const { draft, published } = candidate;
    if (published) await changeState(pg, { key: draft, version: published.version, state: 'archived', at, author });
    await changeState(pg, { key: draft, version: draft.version, state: 'published', at, author });
    await replaceReferences(pg, draft, inspected.get(key)?.references ?? []);
  }
  const documents: DocumentVersion[] = [];
  for (const key of order.keys)
    documents.push(...(await versionsOf(pg, byKey.get(key)?.draft ?? { kind: '', name: '' })).slice(0, 1));
  return { type: 'published', documents };
};

/** Locked in one order for everybody, so that two publishers of overlapping sets wait and do not deadlock. */
const readCandidates = async (pg: Postgres, keys: readonly DocumentKey[]): Promise<readonly Candidate[]> => {
  const candidates: Candidate[] = [];
  for (const key of keys.toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1))) {
    await lockDocument(pg, key);
    const versions = await versionsOf(pg, key);
    const draft = versions.find(({ state }) => state === 'draft' || state === 'checked');
    const published = versions.find(({ state }) => state === 'published');
    if (draft === undefined && published === undefined) throw problem('not_found', { detail: keyText(key) });
    if (draft !== undefined) candidates.push({ draft, published });
  }
  return candidates;
};

type ReferenceRow = {
  readonly kind: string;
  readonly name: string;
  readonly to_kind: string;
  readonly to_name: string;
  readonly path: string;
};

/** Document → what its version in force refers to. */
const publishedReferences = async (pg: Postgres): Promise<ReadonlyMap<string, readonly Reference[]>> => {
  const groups = new Map<string, Reference[]>();
  for (const row of await pg.query<ReferenceRow>(
    'SELECT kind, name, to_kind, to_name, path FROM document_references',
  )) {
    const group = groups.get(keyText(row)) ?? [];
    group.push({ kind: row.to_kind, name: row.to_name, path: row.path });
    groups.set(keyText(row), group);
  }
  return groups;
};
