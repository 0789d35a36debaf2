import { GyreError } from '#platform';
import { contentHash, keyText, type DocumentKey, type DocumentProblem, type DocumentVersion } from '../document.ts';
import type { DocumentStore } from '../store/store.ts';
import type { YamlDocument } from './parse-yaml.ts';

export type Applied = DocumentKey & {
  readonly file: string;
  readonly line: number;
  /** `created` and `updated` are published; with problems anywhere nothing is written. */
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'problem';
  /** The version in force after it; null when there is none. */
  readonly version: number | null;
  readonly problems: readonly DocumentProblem[];
};

export type ApplyResult = { readonly applied: boolean; readonly documents: readonly Applied[] };

type ApplyArgs = { readonly dryRun?: boolean; readonly author?: string | null };

/**
 * Makes the store hold these documents in force: all of them or, when one has an error, none. What holds already
 * stays as it is, so applying the same files twice changes nothing. A dry run does everything and takes it back.
 */
export const applyDocuments = async (
  store: DocumentStore,
  documents: readonly YamlDocument[],
  args: ApplyArgs = {},
): Promise<ApplyResult> => {
  const { dryRun = false, author = null } = args;
  try {
    return await store.together(async (inner) => {
      const result = await applyTogether(inner, documents, author);
      if (dryRun || !result.applied) throw new TakeBack(result);
      return result;
    });
  } catch (cause) {
    if (cause instanceof TakeBack) return { ...cause.result, applied: false };
    throw cause;
  }
};

/** Carries the result out of a transaction that must not be kept. */
class TakeBack extends Error {
  readonly result: ApplyResult;
  constructor(result: ApplyResult) {
    super('taken back');
    this.result = result;
  }
}

type Step = {
  readonly document: YamlDocument;
  readonly before: DocumentVersion | undefined;
  readonly problems: readonly DocumentProblem[];
};

const applyTogether = async (
  store: DocumentStore,
  documents: readonly YamlDocument[],
  author: string | null,
): Promise<ApplyResult> => {
  const steps: Step[] = [];
  for (const document of documents) steps.push(await draft(store, document, { twice: steps, author }));

  const changed = steps.filter(
    ({ document, before, problems }) => problems.length === 0 && before?.hash !== contentHash(document),
  );
  const failed = steps.some(({ problems }) => problems.length > 0);
  const published = await store.publish(
    changed.map(({ document }) => document),
    { author },
  );
  const found = published.type === 'refused' ? published.problems : [];
  const versions = new Map(
    published.type === 'published' ? published.documents.map((each) => [keyText(each), each.version]) : [],
  );

  const outcomes = steps.map(({ document, before, problems }): Applied => {
    const { kind, name, file, line, place } = document;
    const own = [...problems, ...found.filter((problem) => keyText(problem) === keyText(document))];
    const all = own.map(({ severity, path, message, within }) =>
      place({ severity, path, message, ...(within ? { within } : {}) }),
    );
    const bad = all.some(({ severity }) => severity === 'error');
    const version = versions.get(keyText(document)) ?? before?.version ?? null;
    const same = before?.hash === contentHash(document);
    const outcome = bad ? 'problem' : same ? 'unchanged' : before === undefined ? 'created' : 'updated';
    return { kind, name, file, line, outcome, version, problems: all };
  });
  return { applied: !failed && published.type === 'published', documents: outcomes };
};

/** Writes the draft; what the store refuses becomes a problem at the document. */
const draft = async (
  store: DocumentStore,
  document: YamlDocument,
  { twice, author }: { readonly twice: readonly Step[]; readonly author: string | null },
): Promise<Step> => {
  const refuse = (path: string, en: string, zh: string): Step => ({
    document,
    before: undefined,
    problems: [{ severity: 'error', path, message: { en, zh } }],
  });
  const first = twice.find((step) => keyText(step.document) === keyText(document));
  if (first) {
    const place = `${first.document.file}:${first.document.line}`;
    return refuse(
      'name',
      `${keyText(document)} stands twice; first at ${place}`,
      `${keyText(document)} 重复出现，首次在 ${place}`,
    );
  }
  try {
    const before = await store.inForce(document);
    if (before?.hash !== contentHash(document)) await store.saveDraft(document, { author });
    return { document, before, problems: [] };
  } catch (cause) {
    if (!(cause instanceof GyreError) || cause.status >= 500) throw cause;
    return refuse(cause.facts.field ?? 'name', cause.publicText.en, cause.publicText.zh);
  }
};
