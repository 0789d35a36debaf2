import { type ClickHouse, type Clock, problem } from '#platform';
import type { DocumentStore } from '#documents';
import { draftDefinition, draftProperties } from './draft-definition.ts';
import { eventDefinitionKind } from './kinds.ts';
import { readDefinitions } from './read-definitions.ts';
import { readPlanEvent } from './read-event.ts';
import { readPlan } from './read-plan.ts';
import { ruleOf } from './rule.ts';
import type { EventDefinitionSpec, PlanAnswer, PlanEventAnswer, TryPlanAnswer } from './schemas.ts';
import { tryPlan } from './try-plan.ts';

/** Where people see the tracking plan beside what arrives, and take what arrives into it. */
export type PlanDesk = {
  readonly list: () => Promise<PlanAnswer>;
  /** @throws GyreError `not_found` for a name that is neither defined nor seen. */
  readonly event: (name: string) => Promise<PlanEventAnswer>;
  /** What a version, or a spec not yet saved, would have done to the last days' events. */
  readonly tryOn: (ask: {
    readonly name: string;
    readonly version?: number | undefined;
    readonly spec?: unknown;
    readonly days: number;
  }) => Promise<TryPlanAnswer>;
  /** Drafts a definition from what was seen, or adds properties to the one that is there. Nothing is published. */
  readonly draft: (
    ask: { readonly name: string; readonly properties?: readonly string[] | undefined },
    author: string | null,
  ) => Promise<{ readonly kind: string; readonly name: string; readonly version: number }>;
};

type Deps = { readonly clickhouse: ClickHouse; readonly documents: DocumentStore; readonly clock: Clock };

const { kind } = eventDefinitionKind;

export const createPlanDesk = ({ clickhouse, documents, clock }: Deps): PlanDesk => {
  const openDrafts = async (): Promise<ReadonlySet<string>> => {
    const newest = await documents.list({ kind });
    return new Set(newest.filter(({ state }) => state === 'draft' || state === 'checked').map(({ name }) => name));
  };
  const event = async (name: string): Promise<PlanEventAnswer> => {
    const [definitions, drafts] = await Promise.all([readDefinitions(documents), openDrafts()]);
    const answer = await readPlanEvent(clickhouse, { name, definitions, hasDraft: drafts.has(name), now: clock.now() });
    if (answer.definition === null && answer.firstSeen === null && !answer.hasDraft)
      throw problem('not_found', { detail: `event "${name}"`, detailZh: `事件「${name}」` });
    return answer;
  };
  /** The spec as it stands for a writer: the draft, else the one in force. */
  const standing = async (name: string): Promise<EventDefinitionSpec | undefined> => {
    const document = await documents.get({ kind, name });
    return document === undefined || document.state === 'archived' ? undefined : specIn(document.spec);
  };
  return {
    list: async () => {
      const [definitions, drafts] = await Promise.all([readDefinitions(documents), openDrafts()]);
      return readPlan(clickhouse, { definitions, drafts, now: clock.now() });
    },
    event,
    tryOn: async ({ name, version, spec, days }) => {
      const definitions = await readDefinitions(documents);
      const written =
        version === undefined
          ? (spec ?? (await documents.get({ kind, name }))?.spec)
          : (await documents.version({ kind, name }, version))?.spec;
      if (written === undefined) throw problem('not_found', { detail: `${kind} "${name}"` });
      const rule = ruleOf({ name, spec: specIn(written) }, definitions);
      return tryPlan(clickhouse, { rule, days, now: clock.now() });
    },
    draft: async ({ name, properties }, author) => {
      if (!eventDefinitionKind.namePattern.test(name))
        throw problem('unprocessable', {
          field: 'name',
          detail: 'no definition can have this name; rename the event at its source, or in quarantine',
          detailZh: '该事件名不能用作定义名称，请在来源处或数据隔离区中重命名',
        });
      const seen = await event(name);
      const before = await standing(name);
      const spec =
        properties === undefined
          ? (before ?? draftDefinition(seen.seen, seen.sampled))
          : withProperties(before, seen, properties);
      const title = (await documents.get({ kind, name }))?.title ?? { zh: name, en: inWords(name) };
      const saved = await documents.saveDraft({ kind, name, title, spec: tidy(spec) }, { author });
      return { kind, name, version: saved.version };
    },
  };
};

const specIn = (written: unknown): EventDefinitionSpec => {
  const parsed = eventDefinitionKind.parse(written);
  if (parsed.type === 'valid') return parsed.spec;
  const [first] = parsed.problems;
  throw problem('unprocessable', { field: first?.path, detail: first?.message.en, detailZh: first?.message.zh });
};

const withProperties = (
  spec: EventDefinitionSpec | undefined,
  { seen, sampled }: PlanEventAnswer,
  properties: readonly string[],
): EventDefinitionSpec => {
  if (spec === undefined)
    throw problem('not_found', {
      detail: 'a definition to add properties to',
      detailZh: '没有可添加属性的事件定义',
    });
  const chosen = seen.filter(({ name }) => properties.includes(name));
  const added = Object.entries(draftProperties(chosen, sampled)).filter(([name]) => !(name in spec.properties));
  return { ...spec, properties: { ...spec.properties, ...Object.fromEntries(added) } };
};

/** `order_paid` → `Order paid` */
const inWords = (name: string): string => {
  const words = name.replace(/[_.-]+/g, ' ').trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
};

/** What people will read in the editor: nothing that only repeats a default. */
const tidy = ({ uses, properties, ...spec }: EventDefinitionSpec): unknown => ({
  ...spec,
  ...(uses.length === 0 ? {} : { uses }),
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, { required, personal, title, ...rules }]) => [
      name,
      {
        ...(title === undefined ? {} : { title }),
        ...rules,
        ...(required ? { required } : {}),
        ...(personal === 'none' ? {} : { personal }),
      },
    ]),
  ),
});
