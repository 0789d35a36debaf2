import { createHash } from 'node:crypto';
import type { Words } from '#platform/schemas.ts';

/** draft: being written. checked: found sound. published: in force. archived: of the past. */
export type DocumentState = 'draft' | 'checked' | 'published' | 'archived';

export type DocumentKey = { readonly kind: string; readonly name: string };

/** What people write: in YAML, in the console, over the API. `spec` is as they wrote it, not yet known to be valid. */
export type DocumentContent = DocumentKey & { readonly title: Words; readonly spec: unknown };

/** One version. Only a draft or a checked version still changes. */
export type DocumentVersion = DocumentContent & {
  /** 1, 2, … per document. */
  readonly version: number;
  readonly state: DocumentState;
  /** Counts every change of the document, over all its versions; what optimistic writers compare. */
  readonly revision: number;
  readonly hash: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
};

/** From one document to another, with the place that names it. */
export type Reference = DocumentKey & { readonly path: string };

/** Something wrong with a document: where, and how to mend it. A warning does not stop it. */
export type DocumentProblem = {
  readonly severity: 'error' | 'warning';
  /** `spec.features[2].expression` */
  readonly path: string;
  readonly message: Words;
  /** Where in the YAML, when there is one; lines and columns count from 1. */
  readonly line?: number;
  readonly column?: number;
  /** Where within the text at `path`, when it is an expression, and what that line says. */
  readonly within?: { readonly line: number; readonly column: number; readonly text: string };
  /** The document that is named here and not in force. */
  readonly missing?: DocumentKey;
};

export const keyText = ({ kind, name }: DocumentKey): string => `${kind}/${name}`;

/** The same content has the same hash, however its keys are ordered. SHA-256 in hex. */
export const contentHash = ({ title, spec }: Pick<DocumentContent, 'title' | 'spec'>): string =>
  createHash('sha256').update(canonicalJson({ title, spec })).digest('hex');

/** JSON with sorted keys. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'null';
