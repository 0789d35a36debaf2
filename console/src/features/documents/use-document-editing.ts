import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { DocumentAnswer } from '../../../../src/documents/schemas.ts';
import { ApiError, ask } from '../../api/client.ts';
import { documentQuery } from '../../api/queries.ts';

export type DocumentProblem = DocumentAnswer['problems'][number];
export type Deed = 'save' | 'check' | 'publish' | 'archive';

const restMs = 500;

/**
 * The text being written and what can be done with it. While one writes, the text is checked by a dry run that changes nothing.
 * Every deed but archiving saves first, with the revision that was read, so that nobody else's change is lost.
 */
export const useDocumentEditing = (args: {
  readonly kind: string;
  readonly name: string;
  readonly first: string;
  readonly document: DocumentAnswer | undefined;
}) => {
  const { kind, name, first, document } = args;
  const queries = useQueryClient();
  const [text, setText] = useState(first);
  const [saved, setSaved] = useState(document === undefined ? '' : first);
  const [problems, setProblems] = useState<readonly DocumentProblem[]>(document?.problems ?? []);
  const path = `/api/documents/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`;

  useEffect(() => {
    if (text === saved) return undefined;
    const wait = setTimeout(() => {
      void ask('applied', { path: '/api/apply', method: 'POST', body: { yaml: text, dryRun: true } })
        .then((answer) => setProblems([...answer.problems, ...answer.documents.flatMap((one) => one.problems)]))
        // A reader without the right to write, or a server that is away: the deed itself will say so.
        .catch(() => undefined);
    }, restMs);
    return () => clearTimeout(wait);
  }, [text, saved]);

  const accept = (answer: DocumentAnswer): void => {
    queries.setQueryData(documentQuery(kind, name).queryKey, answer);
    void queries.invalidateQueries({ queryKey: ['kinds'] });
    void queries.invalidateQueries({ queryKey: ['documents', kind], exact: true });
    setText(answer.yaml);
    setSaved(answer.yaml);
    setProblems(answer.problems);
  };

  const doing = useMutation({
    mutationFn: async (deed: Deed): Promise<DocumentAnswer> => {
      if (deed === 'archive') return ask('document', { path: `${path}/archive`, method: 'POST' });
      const revision =
        queries.getQueryData(documentQuery(kind, name).queryKey)?.document.revision ?? document?.document.revision ?? 0;
      const draft =
        text === saved ? undefined : await ask('document', { path, method: 'PUT', body: { yaml: text, revision } });
      if (draft !== undefined) accept(draft);
      if (deed === 'save') return draft ?? ask('document', { path });
      return ask('document', { path: `${path}/${deed}`, method: 'POST' });
    },
    onSuccess: accept,
    onError: (error) => {
      const located = error instanceof ApiError ? problemsOf(error.answer) : [];
      if (located.length > 0) setProblems(located);
    },
  });

  return { text, setText, dirty: text !== saved, problems, doing };
};

/** The located problems of a refusal, if it has any. */
const problemsOf = (answer: unknown): readonly DocumentProblem[] =>
  typeof answer === 'object' && answer !== null && 'problems' in answer && Array.isArray(answer.problems)
    ? // A refusal's problems are written through the same schema (refusalSchema).
      (answer.problems as readonly DocumentProblem[])
    : [];
