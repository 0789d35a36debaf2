import type { Postgres } from '#platform';
import { wordsSchema } from '#platform/schemas.ts';
import {
  canonicalJson,
  type DocumentContent,
  type DocumentKey,
  type DocumentProblem,
  type Reference,
} from '../document.ts';
import { documentLimits } from '../document-limits.ts';
import type { CheckContext, Inspection } from '../kind.ts';
import type { Registry } from '../registry.ts';
import { readVersions } from './rows.ts';

/** The documents in force as they would be once `set` is published. */
export const contextWith = async (pg: Postgres, set: readonly DocumentContent[]): Promise<CheckContext> => {
  const published = await readVersions(pg, "WHERE v.state = 'published'", []);
  const byKind = new Map<string, Map<string, unknown>>();
  for (const { kind, name, spec } of [...published, ...set]) {
    const ofKind = byKind.get(kind) ?? new Map<string, unknown>();
    byKind.set(kind, ofKind.set(name, spec));
  }
  return { documents: (kind) => byKind.get(kind) ?? new Map() };
};

/** Everything that can be wrong with one document: name, title, size, schema, references, the kind's own check. */
export const inspectDocument = (document: DocumentContent, registry: Registry, context: CheckContext): Inspection => {
  const kind = registry.need(document.kind);
  const { problems, references } = kind.inspect(document.spec, context, document);
  const missed = missingReferences(references, registry, context);
  const isMissed = ({ missing }: DocumentProblem): boolean =>
    missing !== undefined && missed.some((each) => each.missing !== undefined && isSame(each.missing, missing));
  const located = problems.map((each) => (isMissed(each) ? { ...each, severity: 'error' as const } : each));
  return {
    problems: [
      ...frameProblems(document, kind.namePattern),
      ...located,
      // an expression has told already, and where
      ...missed.filter(
        ({ missing }) => !located.some((each) => each.missing && missing && isSame(each.missing, missing)),
      ),
    ],
    references,
  };
};

const isSame = (a: DocumentKey, b: DocumentKey): boolean => a.kind === b.kind && a.name === b.name;

const frameProblems = ({ name, title, spec }: DocumentContent, namePattern: RegExp): readonly DocumentProblem[] => {
  const problems: DocumentProblem[] = [];
  if (!namePattern.test(name)) {
    problems.push(
      error(
        'name',
        `"${name}" cannot be a name; it must match ${namePattern.source}`,
        `“${name}”不能用作名称，须符合 ${namePattern.source}`,
      ),
    );
  }
  if (!wordsSchema.safeParse(title).success) {
    problems.push(
      error(
        'title',
        'A title is needed in both languages: { zh, en }, up to 200 characters each',
        '标题须同时有中文和英文：{ zh, en }，各不超过 200 字',
      ),
    );
  }
  if (Buffer.byteLength(canonicalJson(spec)) > documentLimits.specBytes) {
    problems.push(
      error(
        'spec',
        `A document may have up to ${documentLimits.specBytes} bytes`,
        `文档最大 ${documentLimits.specBytes} 字节`,
      ),
    );
  }
  return problems;
};

const missingReferences = (
  references: readonly Reference[],
  registry: Registry,
  context: CheckContext,
): readonly DocumentProblem[] =>
  references.flatMap((reference) => {
    if (context.documents(reference.kind).has(reference.name)) return [];
    const title = registry.find(reference.kind)?.title ?? { zh: reference.kind, en: reference.kind };
    const { kind, name, path } = reference;
    const missing = error(
      path,
      `${title.en} "${name}" is not published. Publish it first or together with this one, or check the spelling.`,
      `${title.zh}“${name}”尚未发布。请先发布或一同发布，或检查拼写。`,
    );
    return [{ ...missing, missing: { kind, name } }];
  });

export const error = (path: string, en: string, zh: string): DocumentProblem => ({
  severity: 'error',
  path,
  message: { en, zh },
});
export const hasErrors = (problems: readonly DocumentProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');

export const cycleProblem = (cycle: readonly string[]): DocumentProblem =>
  error(
    'spec',
    `These documents refer to each other in a circle: ${cycle.join(' → ')}`,
    `这些文档循环引用：${cycle.join(' → ')}`,
  );
