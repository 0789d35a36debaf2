import type { DocumentStore } from '#documents';
import { eventDefinitionKind, propertyKind, trackingPlanKind } from './kinds.ts';
import { type EventRule, type NamedSpec, ruleOf, type SharedProperties } from './rule.ts';
import { type EventDefinitionSpec, type TrackingPlanSpec, trackingPlanSpecSchema } from './schemas.ts';

/** The published plan, resolved. */
export type EffectivePlan = {
  readonly events: ReadonlyMap<string, EventRule>;
  readonly unknownEvents: 'allow' | 'observe' | 'refuse';
  /** What consent can be about; without it, anything. */
  readonly purposes?: readonly string[];
};

/** The published documents of the plan as they were written. */
export type Definitions = {
  readonly events: readonly (NamedSpec<EventDefinitionSpec> & { readonly version: number })[];
  readonly shared: SharedProperties;
  readonly workspace: TrackingPlanSpec;
};

export const planKinds = ['EventDefinition', 'Property', 'TrackingPlan'] as const;

export const readDefinitions = async (documents: Pick<DocumentStore, 'published'>): Promise<Definitions> => {
  const [events, shared, plans] = await Promise.all([
    documents.published(eventDefinitionKind),
    documents.published(propertyKind),
    documents.published(trackingPlanKind),
  ]);
  return {
    events,
    shared: new Map(shared.map((property) => [property.name, property])),
    workspace: plans[0]?.spec ?? trackingPlanSpecSchema.parse({}),
  };
};

export const effectivePlan = ({ events, shared, workspace }: Definitions): EffectivePlan => ({
  events: new Map(events.map((event) => [event.name, ruleOf(event, { shared, workspace })])),
  unknownEvents: workspace.unknownEvents,
});
