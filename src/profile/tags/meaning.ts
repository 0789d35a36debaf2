import { createHash } from 'node:crypto';
import { parseExpression, type TagMeaning, type Written } from '#documents';
import type { TagSpec } from './schemas.ts';

/** What a document comes to in the language. */
export const tagMeaning = (spec: TagSpec): TagMeaning => {
  switch (spec.type) {
    case 'rule':
      return {
        type: 'rule',
        values: spec.values.map(({ value, when }) => ({ value, when: parseExpression(when) })),
        otherwise: spec.otherwise?.value ?? null,
      };
    case 'ranked':
      return {
        type: 'ranked',
        by: parseExpression(spec.by),
        among: spec.among === undefined ? null : parseExpression(spec.among),
        values: spec.shares.map(({ value }) => value),
      };
    case 'given':
      return { type: 'given', validDays: spec.validDays };
    case 'predicted':
      return {
        type: 'rule',
        values: spec.bands.map(({ value, atLeast }) => ({
          value,
          when: parseExpression(bandText(spec.model, atLeast)),
        })),
        otherwise: null,
      };
  }
};

const bandText = (model: string, atLeast: number | undefined): string => {
  const score = `score(${JSON.stringify(model)})`;
  return atLeast === undefined ? `exists(${score})` : `${score} >= ${atLeast}`;
};

/** Every expression of a document with its place, and what is expected there. */
export const expressionsOf = (
  spec: TagSpec,
): readonly { readonly path: string; readonly written: Written; readonly expect: 'number' | 'boolean' }[] => {
  switch (spec.type) {
    case 'rule':
      return spec.values.map(({ when }, i) => ({ path: `spec.values[${i}].when`, written: when, expect: 'boolean' }));
    case 'ranked':
      return [
        { path: 'spec.by', written: spec.by, expect: 'number' },
        ...(spec.among === undefined ? [] : [{ path: 'spec.among', written: spec.among, expect: 'boolean' } as const]),
      ];
    case 'given':
    case 'predicted':
      return [];
  }
};

/** The values a document names, in its order. */
export const valuesOf = (
  spec: TagSpec,
): readonly { readonly value: string; readonly title?: TitleOf | undefined }[] => {
  switch (spec.type) {
    case 'rule':
      return [...spec.values, ...(spec.otherwise === undefined ? [] : [spec.otherwise])];
    case 'ranked':
      return spec.shares;
    case 'given':
      return spec.values ?? [];
    case 'predicted':
      return spec.bands;
  }
};
type TitleOf = { readonly zh: string; readonly en: string };

/** Shares of a ranked tag from the best, 0..1; the last value has none. */
export const topsOf = ({ shares }: Extract<TagSpec, { type: 'ranked' }>): readonly number[] =>
  shares.slice(0, -1).map(({ top = '100%' }) => Number.parseFloat(top) / 100);

/** Names what the cuts of a ranked tag are cuts of: those of an earlier wording are no answer to this one. */
export const cutsHash = ({ by, among, shares }: Extract<TagSpec, { type: 'ranked' }>): string =>
  createHash('sha256')
    .update(JSON.stringify([by, among ?? null, shares.map(({ top }) => top ?? null)]))
    .digest('hex')
    .slice(0, 16);
