import { problem, type Clock, type GyreError, type Postgres } from '#platform';
import {
  contentHash,
  keyText,
  type DocumentContent,
  type DocumentKey,
  type DocumentProblem,
  type DocumentState,
  type DocumentVersion,
} from '../document.ts';
import { documentLimits } from '../document-limits.ts';
import type { Kind } from '../kind.ts';
import type { Registry } from '../registry.ts';
import { difference, type Difference } from './diff.ts';
import { contextWith, hasErrors, inspectDocument } from './inspect.ts';
import { publishSet, type PublishResult } from './publish.ts';
import { changeState, insertVersion, lockDocument, readVersions, replaceReferences, versionsOf } from './rows.ts';

export type HistoryEntry = {
  readonly version: number;
  readonly state: DocumentState;
  readonly at: Date;
  readonly author: string | null;
};
type Written = { readonly author?: string | null };

/** Typed, versioned documents with one life: draft → checked → published → archived. */
export type DocumentStore = {
  readonly registry: Registry;
  /** The version being written, else the one in force, else the newest. */
  readonly get: (key: DocumentKey) => Promise<DocumentVersion | undefined>;
  /** The published version. */
  readonly inForce: (key: DocumentKey) => Promise<DocumentVersion | undefined>;
  readonly listInForce: (kind?: string) => Promise<readonly DocumentVersion[]>;
  readonly version: (key: DocumentKey, version: number) => Promise<DocumentVersion | undefined>;
  /** The version `get` gives of every document, by kind and name. */
  readonly list: (filter?: {
    readonly kind?: string;
    readonly state?: DocumentState;
  }) => Promise<readonly DocumentVersion[]>;
  /** What is in force of one kind, its specs valid and with their defaults; by name. */
  readonly published: <Spec>(kind: Kind<Spec>) => Promise<readonly (DocumentVersion & { readonly spec: Spec })[]>;
  /** Every change, the newest first. */
  readonly history: (key: DocumentKey) => Promise<readonly HistoryEntry[]>;
  /**
   * Content equal to what stands changes nothing. `revision`: the one the writer has read (0: none yet); a different
   * one now is a `conflict`. The draft need not be valid.
   */
  readonly saveDraft: (
    content: DocumentContent,
    options?: Written & { readonly revision?: number },
  ) => Promise<DocumentVersion>;
  /** What is wrong with the version `get` gives. */
  readonly inspect: (key: DocumentKey) => Promise<readonly DocumentProblem[]>;
  /** What would be wrong with a document that nobody has written. Nothing is kept. */
  readonly inspectContent: (content: DocumentContent) => Promise<readonly DocumentProblem[]>;
  /** `inspect`; a draft without errors becomes `checked`. */
  readonly check: (
    key: DocumentKey,
    options?: Written,
  ) => Promise<{ readonly document: DocumentVersion; readonly problems: readonly DocumentProblem[] }>;
  /** All of them or none, in reference order. */
  readonly publish: (keys: readonly DocumentKey[], options?: Written) => Promise<PublishResult>;
  /** Refused (`conflict`) while a published document refers to it. */
  readonly archive: (key: DocumentKey, options?: Written) => Promise<DocumentVersion>;
  /** Differs from an earlier answer once anything of these kinds has changed; cheap to ask every second. */
  readonly stamp: (kinds: readonly string[]) => Promise<string>;
  readonly diff: (key: DocumentKey, from: number, to: number) => Promise<readonly Difference[]>;
  /** The same store inside one transaction: all of the work or nothing. */
  readonly together: <T>(work: (store: DocumentStore) => Promise<T>) => Promise<T>;
};

export type DocumentStoreDeps = { readonly postgres: Postgres; readonly clock: Clock; readonly registry: Registry };

export const createDocumentStore = (deps: DocumentStoreDeps): DocumentStore => {
  const { postgres, clock, registry } = deps;
  const known = async (pg: Postgres, key: DocumentKey): Promise<DocumentVersion> => {
    registry.need(key.kind);
    return current(await versionsOf(pg, key)) ?? missing(key);
  };
  const inspected = async (pg: Postgres, document: DocumentContent): Promise<readonly DocumentProblem[]> =>
    inspectDocument(document, registry, await contextWith(pg, [document])).problems;
  return {
    registry,
    get: async (key) => current(await versionsOf(postgres, key)),
    inForce: async (key) => (await versionsOf(postgres, key)).find(({ state }) => state === 'published'),
    listInForce: (kind) =>
      readVersions(
        postgres,
        "WHERE v.state = 'published' AND ($1::text IS NULL OR v.kind = $1) ORDER BY v.kind, v.name",
        [kind ?? null],
      ),
    version: async (key, version) => (await versionsOf(postgres, key)).find((each) => each.version === version),
    list: async ({ kind, state } = {}) => {
      const found = await readVersions(
        postgres,
        `WHERE ($1::text IS NULL OR v.kind = $1) AND v.version = (
           SELECT c.version FROM document_versions c WHERE c.kind = v.kind AND c.name = v.name
           ORDER BY array_position(ARRAY['draft', 'checked', 'published', 'archived'], c.state), c.version DESC LIMIT 1)
         ORDER BY v.kind, v.name`,
        [kind ?? null],
      );
      return state === undefined ? found : found.filter((document) => document.state === state);
    },
    published: async (kind) => {
      const versions = await readVersions(postgres, "WHERE v.state = 'published' AND v.kind = $1 ORDER BY v.name", [
        kind.kind,
      ]);
      return versions.map((version) => {
        const parsed = kind.parse(version.spec);
        if (parsed.type === 'valid') return { ...version, spec: parsed.spec };
        const [first] = parsed.problems;
        throw problem('internal', {
          internal: `${keyText(version)} in force is not valid: ${first?.path} ${first?.message.en}`,
        });
      });
    },
    history: async ({ kind, name }) =>
      postgres.query<HistoryEntry>(
        'SELECT version, state, at, author FROM document_history WHERE kind = $1 AND name = $2 ORDER BY id DESC LIMIT $3',
        [kind, name, documentLimits.historyLength],
      ),
    saveDraft: (content, { author = null, revision } = {}) =>
      postgres.tx(async (pg) => {
        assertStorable(content, registry);
        const before = await lockDocument(pg, content);
        if (revision !== undefined && revision !== before) {
          throw problem('conflict', {
            detail: `${keyText(content)} is at revision ${before}, not ${revision}: somebody changed it meanwhile`,
            detailZh: `${keyText(content)} 的修订号现为 ${before}，不是 ${revision}：期间已被他人修改`,
            field: 'revision',
          });
        }
        const versions = await versionsOf(pg, content);
        const standing = current(versions);
        const hash = contentHash(content);
        const [newest] = versions;
        if (standing !== undefined && standing.state !== 'archived' && standing.hash === hash) return standing;
        const open = standing !== undefined && isOpen(standing);
        const version = open ? standing.version : (newest?.version ?? 0) + 1;
        await insertVersion(pg, {
          ...content,
          version,
          state: 'draft',
          hash,
          updatedAt: clock.now(),
          updatedBy: author,
        });
        return known(pg, content);
      }),
    inspect: async (key) => inspected(postgres, await known(postgres, key)),
    inspectContent: (content) => inspected(postgres, content),
    check: (key, { author = null } = {}) =>
      postgres.tx(async (pg) => {
        const document = await known(pg, key);
        const problems = await inspected(pg, document);
        if (document.state !== 'draft' || hasErrors(problems)) return { document, problems };
        await changeState(pg, { key, version: document.version, state: 'checked', at: clock.now(), author });
        return { document: await known(pg, key), problems };
      }),
    publish: (keys, { author = null } = {}) =>
      postgres.tx((pg) => publishSet(pg, { keys, registry, author, at: clock.now() })),
    archive: (key, { author = null } = {}) =>
      postgres.tx(async (pg) => {
        await known(pg, key);
        await lockDocument(pg, key);
        const users = await pg.query<DocumentKey>(
          'SELECT DISTINCT kind, name FROM document_references WHERE to_kind = $1 AND to_name = $2 AND NOT (kind = $1 AND name = $2)',
          [key.kind, key.name],
        );
        if (users.length > 0) throw refusedWhileUsed(key, users);
        for (const { version, state } of await versionsOf(pg, key)) {
          if (state !== 'archived') await changeState(pg, { key, version, state: 'archived', at: clock.now(), author });
        }
        await replaceReferences(pg, key, []);
        return known(pg, key);
      }),
    stamp: async (kinds) => {
      const last = await postgres.queryOne<{ id: string }>(
        'SELECT coalesce(max(id), 0)::text AS id FROM document_history WHERE kind = ANY ($1)',
        [kinds],
      );
      return last?.id ?? '';
    },
    diff: async (key, from, to) => {
      const versions = await versionsOf(postgres, key);
      const content = (number: number) => {
        const found = versions.find(({ version }) => version === number);
        if (found === undefined)
          throw problem('not_found', {
            detail: `${keyText(key)} version ${number}`,
            detailZh: `${keyText(key)} 的版本 ${number}`,
          });
        return { title: found.title, spec: found.spec };
      };
      return difference(content(from), content(to));
    },
    together: (work) => postgres.tx((pg) => work(createDocumentStore({ ...deps, postgres: pg }))),
  };
};

const isOpen = ({ state }: DocumentVersion): boolean => state === 'draft' || state === 'checked';

/** Of versions with the newest first. */
const current = (versions: readonly DocumentVersion[]): DocumentVersion | undefined =>
  versions.find(isOpen) ?? versions.find(({ state }) => state === 'published') ?? versions[0];

const refusedWhileUsed = (key: DocumentKey, users: readonly DocumentKey[]): GyreError => {
  const names = users.map(keyText).toSorted();
  return problem('conflict', {
    detail: `${keyText(key)} is used by ${names.join(', ')}`,
    detailZh: `${keyText(key)} 正被 ${names.join('、')} 使用`,
  });
};

const missing = (key: DocumentKey): never => {
  throw problem('not_found', { detail: keyText(key) });
};

/** A draft may be wrong, but its name must be one and its size bounded. */
const assertStorable = ({ kind, name, spec }: DocumentContent, registry: Registry): void => {
  const { namePattern } = registry.need(kind);
  if (!namePattern.test(name))
    throw problem('invalid_input', {
      detail: `the name "${name}" does not fit ${namePattern.source}`,
      detailZh: `名称「${name}」不符合 ${namePattern.source}`,
      field: 'name',
    });
  if (Buffer.byteLength(JSON.stringify(spec ?? null)) > documentLimits.specBytes) {
    throw problem('payload_too_large', {
      detail: `a spec holds ${documentLimits.specBytes} bytes at most`,
      detailZh: `spec 不超过 ${documentLimits.specBytes} 字节`,
      field: 'spec',
    });
  }
};
