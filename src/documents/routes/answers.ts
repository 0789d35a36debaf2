import { problem } from '#platform';
import { errorAnswer } from '#platform/http/error-answer.ts';
import type { z } from 'zod';
import type { DocumentKey, DocumentProblem, DocumentVersion } from '../document.ts';
import type { DocumentAnswer, DocumentRow, historyAnswerSchema, refusalSchema } from '../schemas.ts';
import type { DocumentStore } from '../store/store.ts';
import { documentYaml } from '../yaml/export-yaml.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';

export const rowOf = ({
  kind,
  name,
  title,
  version,
  state,
  revision,
  updatedAt,
  updatedBy,
}: DocumentVersion): DocumentRow => ({
  kind,
  name,
  title,
  version,
  state,
  revision,
  updatedAt: updatedAt.toISOString(),
  updatedBy,
});

/** One document with everything its page shows; the problems at their lines of the YAML. */
export const documentAnswer = async (store: DocumentStore, document: DocumentVersion): Promise<DocumentAnswer> => {
  const yaml = documentYaml(document);
  const place = parseYaml(yaml).documents[0]?.place ?? ((found: DocumentProblem) => found);
  const problems = document.state === 'archived' ? [] : await store.inspect(document);
  return {
    document: rowOf(document),
    spec: document.spec,
    yaml,
    problems: problems.map(place),
    history: await historyOf(store, document),
  };
};

export const historyOf = async (
  store: DocumentStore,
  key: DocumentKey,
): Promise<z.infer<typeof historyAnswerSchema>['history']> => {
  const entries = await store.history(key);
  const versions = new Map<number, string>();
  for (const version of new Set(entries.map((entry) => entry.version))) {
    const found = await store.version(key, version);
    if (found) versions.set(version, documentYaml(found));
  }
  return entries.map(({ version, state, at, author }) => ({
    version,
    state,
    at: at.toISOString(),
    by: author,
    yaml: versions.get(version) ?? '',
  }));
};

/** 422 with every reason; the message is the first of them. */
export const refusal = (
  problems: readonly (DocumentProblem & DocumentKey)[],
  requestId: string,
): z.infer<typeof refusalSchema> => {
  const first = problems.find(({ severity }) => severity === 'error');
  const { error } = errorAnswer(problem('unprocessable', first ? { field: first.path } : {}), requestId);
  const place = first?.within === undefined ? '' : `${first.within.line}:${first.within.column} `;
  const message = {
    en: `${error.message.en} ${place}${first?.message.en ?? ''}`.trim(),
    zh: `${error.message.zh}${place}${first?.message.zh ?? ''}`,
  };
  return { error: { ...error, message }, problems: [...problems] };
};
