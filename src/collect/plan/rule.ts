import type { EventDefinitionSpec, PropertySpec, TrackingPlanSpec } from './schemas.ts';
import type { Words } from '../../platform/schemas.ts';

/** What one property of one event must be. */
export type PropertyRule = PropertySpec & {
  readonly name: string;
  readonly required: boolean;
  readonly title: Words | undefined;
  /** Taken from a Property document. */
  readonly shared: boolean;
};

/** A definition with everything it refers to and what the workspace says for all. */
export type EventRule = {
  readonly name: string;
  readonly mode: 'observe' | 'enforce';
  readonly unknownProperties: 'allow' | 'observe' | 'refuse';
  /** Own properties first, then shared ones, in the author's order. */
  readonly properties: readonly PropertyRule[];
};

export type NamedSpec<Spec> = { readonly name: string; readonly title: Words; readonly spec: Spec };
export type SharedProperties = ReadonlyMap<string, NamedSpec<PropertySpec>>;

/** A reference to a property that is no longer there is left out: publishing checked it. */
export const ruleOf = (
  { name, spec }: Pick<NamedSpec<EventDefinitionSpec>, 'name' | 'spec'>,
  { shared, workspace }: { readonly shared: SharedProperties; readonly workspace: TrackingPlanSpec },
): EventRule => ({
  name,
  mode: spec.mode ?? workspace.mode,
  unknownProperties: spec.unknownProperties ?? workspace.unknownProperties,
  properties: [
    ...Object.entries(spec.properties).map(([property, rules]) => ({
      ...rules,
      name: property,
      title: rules.title,
      shared: false,
    })),
    ...usesOf(spec).flatMap(({ property, required }) => {
      const found = shared.get(property);
      return found === undefined ? [] : [{ ...found.spec, name: property, title: found.title, required, shared: true }];
    }),
  ],
});

/** The shared properties an event refers to. */
export const usesOf = ({
  uses,
}: Pick<EventDefinitionSpec, 'uses'>): readonly { readonly property: string; readonly required: boolean }[] =>
  uses.map((use) => (typeof use === 'string' ? { property: use, required: false } : use));
