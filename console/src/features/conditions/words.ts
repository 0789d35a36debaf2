import type { AudiencesAnswer } from '../../../../src/profile/live/schemas.ts';
import type { ConditionWords } from '../../../../src/app/condition-words/schemas.ts';
import type { PlanEventAnswer } from '../../../../src/collect/plan/schemas.ts';
import type { TagsAnswer } from '../../../../src/profile/tags/schemas.ts';
import type { Catalogue } from '../../../../src/documents/expression/language.ts';
import type { Words } from '../../../../src/platform/schemas.ts';

/** How a value is compared: `any` when nobody has said what it is and nothing was seen. */
export type ValueKind = 'number' | 'text' | 'flag' | 'any';
export type Choice = {
  readonly value: string;
  /** Null: it has no other name than its own. */
  readonly title: Words | null;
};
export type PropertyChoice = Choice & { readonly kind: ValueKind; readonly values: readonly Choice[] };

/** What a condition may name, as it is offered. */
export type ConditionChoices = {
  /** They are here: what is typed and not among them is a name of its own. */
  readonly ready: boolean;
  readonly events: readonly Choice[];
  readonly tags: readonly (Choice & { readonly values: readonly Choice[] })[];
  readonly audiences: readonly Choice[];
  readonly models: readonly Choice[];
  /** By the property that leads to their catalogue. */
  readonly attributes: ConditionWords['attributes'];
};

export const choicesOf = (
  words: ConditionWords | undefined,
  tags: TagsAnswer | undefined,
  audiences: AudiencesAnswer | undefined,
): ConditionChoices => ({
  ready: words !== undefined && tags !== undefined && audiences !== undefined,
  events: (words?.events ?? []).map(choice),
  models: (words?.models ?? []).map(choice),
  attributes: words?.attributes ?? [],
  tags: (tags?.tags ?? []).map((tag) => ({
    ...choice(tag),
    values: tag.sizes.map(({ value, title }) => ({ value, title })),
  })),
  audiences: (audiences?.audiences ?? []).map(choice),
});

const choice = ({ name, title }: { readonly name: string; readonly title: Words }): Choice => ({ value: name, title });

/** What the checker may miss; nothing is missed while the lists are on their way. */
export const catalogueOf = (
  words: ConditionWords | undefined,
  tags: TagsAnswer | undefined,
  audiences: AudiencesAnswer | undefined,
): Catalogue => ({
  ...(words === undefined
    ? {}
    : {
        events: new Map(words.events.map(({ name }) => [name, null])),
        models: new Set(words.models.map(({ name }) => name)),
        attributes: new Map(
          words.attributes.map(({ property }) => [
            property,
            words.attributes.filter((each) => each.property === property).map(({ name }) => name),
          ]),
        ),
      }),
  ...(tags === undefined ? {} : { tags: new Set(tags.tags.map(({ name }) => name)) }),
  ...(audiences === undefined ? {} : { audiences: new Set(audiences.audiences.map(({ name }) => name)) }),
});

/** Properties every event has besides its own. */
const ofEveryEvent: readonly PropertyChoice[] = [
  { value: '$value', title: { zh: '金额（事件价值）', en: 'Value' }, kind: 'number', values: [] },
  { value: '$currency', title: { zh: '币种', en: 'Currency' }, kind: 'text', values: [] },
  { value: '$source', title: { zh: '来源', en: 'Source' }, kind: 'text', values: [] },
];

/**
 * The properties of an event, or the traits told by `$identify`: defined ones first, then those merely seen, each
 * followed by what its catalogue says of it.
 */
export const propertyChoices = (
  event: PlanEventAnswer | undefined,
  attributes: ConditionWords['attributes'],
): readonly PropertyChoice[] => {
  const defined = event?.definition?.properties ?? [];
  const seen = event?.seen ?? [];
  const names = [...new Set([...defined, ...seen].map(({ name }) => name))];
  return names.flatMap((name): readonly PropertyChoice[] => {
    const definition = defined.find((each) => each.name === name);
    const found = seen.find((each) => each.name === name);
    const values = definition?.spec.values?.map(String) ?? found?.values ?? found?.examples ?? [];
    return [
      {
        value: name,
        title: definition?.title ?? null,
        kind: kindOf(definition?.spec.type ?? found?.types[0]?.type),
        values: values.map((value) => ({ value, title: null })),
      },
      ...attributes
        .filter(({ property }) => property === name)
        .map((attribute) => ({
          value: `${name}->${attribute.name}`,
          title: attribute.title,
          kind: kindOf(attribute.type),
          values: attribute.values.map((value) => ({ value, title: null })),
        })),
    ];
  });
};

/** With what every event has. */
export const eventProperties = (
  event: PlanEventAnswer | undefined,
  attributes: ConditionWords['attributes'],
): readonly PropertyChoice[] => [
  ...propertyChoices(event, attributes),
  ...ofEveryEvent.map((each) =>
    each.value === '$source'
      ? { ...each, values: (event?.bySource ?? []).map(({ source }) => ({ value: source, title: null })) }
      : each,
  ),
];

const kindOf = (type: string | undefined): ValueKind => {
  switch (type) {
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'string':
    case 'datetime':
      return 'text';
    default:
      return 'any';
  }
};
