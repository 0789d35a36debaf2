import { isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { z } from 'zod';
import { wordsSchema } from '#platform/schemas.ts';
import type { DocumentContent, DocumentProblem } from '../document.ts';
import { documentLimits } from '../document-limits.ts';
import { pathText } from '../kind.ts';

/** A document in a file, and where its parts stand. */
export type YamlDocument = DocumentContent & {
  readonly file: string;
  readonly line: number;
  /** The problem with its line and column in the file. */
  readonly place: (problem: DocumentProblem) => DocumentProblem;
};

export type FileProblem = DocumentProblem & { readonly file: string };
export type ParsedYaml = { readonly documents: readonly YamlDocument[]; readonly problems: readonly FileProblem[] };

const frameSchema = z.strictObject({
  kind: z.string().min(1).max(64),
  name: z.string().min(1).max(128),
  title: wordsSchema,
  spec: z.unknown(),
});

/**
 * Documents of a YAML file, parted by `---`. Every problem has its line and column in the file.
 * @param file its name, for messages
 */
export const parseYaml = (text: string, file = 'input.yaml'): ParsedYaml => {
  const at = { file, line: 1, column: 1 };
  if (Buffer.byteLength(text) > documentLimits.yamlBytes) {
    return {
      documents: [],
      problems: [
        {
          ...yamlProblem(
            '',
            `More than ${documentLimits.yamlBytes} bytes; split the file`,
            `超过 ${documentLimits.yamlBytes} 字节，请拆分文件`,
          ),
          ...at,
        },
      ],
    };
  }
  const lines = new LineCounter();
  // aliases are capped: a few lines of them can mean gigabytes
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const documents: YamlDocument[] = [];
  const problems: FileProblem[] = [];
  if (!Array.isArray(parsed)) return { documents, problems };
  if (parsed.length > documentLimits.documentsPerApply) {
    return {
      documents,
      problems: [
        {
          ...yamlProblem(
            '',
            `More than ${documentLimits.documentsPerApply} documents; split the file`,
            `超过 ${documentLimits.documentsPerApply} 个文档，请拆分文件`,
          ),
          ...at,
        },
      ],
    };
  }
  for (const yaml of parsed) {
    const place = placer(yaml, lines);
    if (yaml.errors.length > 0) {
      problems.push(
        ...yaml.errors.map(({ message, pos }) => ({
          ...yamlProblem('', message, `YAML 语法错误：${message}`),
          file,
          ...position(lines, pos[0]),
        })),
      );
      continue;
    }
    const content: unknown = toValue(yaml);
    if (content === null || content === undefined) continue;
    const frame = frameSchema.safeParse(content);
    if (frame.success) {
      const start = position(lines, yaml.contents?.range?.[0] ?? 0);
      documents.push({ ...frame.data, file, line: start.line, place });
    } else
      problems.push(
        ...frame.error.issues.map(({ path, message }) => ({
          ...place(yamlProblem(pathText(path), message, frameHint(message))),
          file,
        })),
      );
  }
  return { documents, problems };
};

const toValue = (yaml: Document): unknown => {
  try {
    return yaml.toJS({ maxAliasCount: 100 });
  } catch {
    return 'too many aliases';
  }
};

const yamlProblem = (path: string, en: string, zh: string): DocumentProblem => ({
  severity: 'error',
  path,
  message: { en, zh },
});
const frameHint = (message: string): string => `文档须有 kind、name、title（zh 与 en）和 spec：${message}`;

const position = (lines: LineCounter, offset: number): { readonly line: number; readonly column: number } => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

/** The place of a path; of the nearest part above it when it is missing; within an expression when it says where. */
const placer =
  (yaml: Document, lines: LineCounter) =>
  (problem: DocumentProblem): DocumentProblem => {
    const steps = [...problem.path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([whole, index]) =>
      index === undefined ? whole : Number(index),
    );
    for (let length = steps.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? yaml.contents : yaml.getIn(steps.slice(0, length), true);
      const range = rangeOf(node);
      if (range === undefined) continue;
      const start = position(lines, range);
      const { within } = problem;
      // block scalars fold their lines, so only a flow scalar of one line tells where in the file a column is
      const inside =
        length === steps.length &&
        isScalar(node) &&
        within?.line === 1 &&
        node.type !== 'BLOCK_FOLDED' &&
        node.type !== 'BLOCK_LITERAL';
      const quote = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') ? 1 : 0;
      return { ...problem, ...start, ...(inside ? { column: start.column + quote + within.column - 1 } : {}) };
    }
    return problem;
  };

const rangeOf = (node: unknown): number | undefined => {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const [start]: unknown[] = node.range;
  return typeof start === 'number' ? start : undefined;
};
