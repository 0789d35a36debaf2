import type { EventDefinitionSpec, PropertyType, SeenProperty } from './schemas.ts';
import { propertyName } from './schemas.ts';

type Drafted = EventDefinitionSpec['properties'][string];

/** Below this nothing can be said about what every event carries. */
const enoughEvents = 100;

/** A definition from what was seen, for a person to read over: it describes the past and promises nothing. */
export const draftDefinition = (seen: readonly SeenProperty[], sampled: number): EventDefinitionSpec => ({
  mode: 'observe',
  uses: [],
  properties: draftProperties(seen, sampled),
});

/** Names that no definition can hold (with dots, too long) are left out. */
export const draftProperties = (seen: readonly SeenProperty[], sampled: number): Readonly<Record<string, Drafted>> =>
  Object.fromEntries(
    seen
      .filter(({ name, types }) => propertyName.safeParse(name).success && types.length > 0)
      .slice(0, 200)
      .map((property) => [property.name, draftProperty(property, sampled)]),
  );

const draftProperty = ({ share, types, values, personal }: SeenProperty, sampled: number): Drafted => ({
  title: undefined,
  required: sampled >= enoughEvents && share === 1,
  type: typeOf(types.map(({ type }) => type)),
  ...(values === null ? {} : { values }),
  personal,
});

/** Whole numbers among numbers are numbers, times among texts are texts; otherwise the commonest type. */
const typeOf = (types: readonly PropertyType[]): PropertyType => {
  const [commonest = 'string'] = types;
  if (types.includes('number') && commonest === 'integer') return 'number';
  if (types.includes('string') && commonest === 'datetime') return 'string';
  return commonest;
};
