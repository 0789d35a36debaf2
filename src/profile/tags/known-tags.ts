import type { Known } from '../known.ts';
import type { Tag } from './live-tag.ts';
import { cutsHash, tagMeaning } from './meaning.ts';

/** Published tags as expressions lean on them. */
export const tagsKnown = (tags: readonly Pick<Tag, 'name' | 'spec'>[]): Pick<Known, 'tags' | 'cuts'> => ({
  tags: new Map(tags.map(({ name, spec }) => [name, tagMeaning(spec)])),
  cuts: new Map(tags.flatMap(({ name, spec }) => (spec.type === 'ranked' ? [[name, cutsHash(spec)]] : []))),
});
