import { type Collector, type Identifiers, keysOf, type Pseudonymizer } from '#collect';
import type { DocumentStore } from '#documents';
import type { Documents } from '#loop';
import { type ClickHouse, type Clock, GyreError, type Postgres, problem } from '#platform';
import {
  keysOfProfile,
  type Known,
  knownKeys,
  namesTag,
  profileAt,
  readCuts,
  readFlows,
  readTags,
  readWorth,
  refreshTags,
  type Tag,
  taggedPeople,
  tagKind,
  tagRemoved,
  type TagReport,
  tagSet,
  tagsOfProfile,
  tagTemplates,
} from '#profile';
import type { Gyre } from './gyre.ts';
import type {
  PersonTagsAnswer,
  TagAnswer,
  TaggedPeopleAnswer,
  TagFlowsAnswer,
  TagsAnswer,
  TagTemplatesAnswer,
  TagWorthAnswer,
} from '../profile/tags/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: DocumentStore;
  readonly published: Documents;
  readonly pseudonymizer: Pseudonymizer;
  readonly write: Collector['write'];
};

type Given = { readonly value?: string | undefined; readonly until?: string | undefined };

/** What people and programs ask about tags. */
export type TagDesk = {
  readonly list: () => Promise<TagsAnswer>;
  readonly one: (name: string) => Promise<TagAnswer>;
  readonly people: (name: string, args: { value?: string | undefined; limit: number }) => Promise<TaggedPeopleAnswer>;
  readonly flows: (name: string, dates: readonly Date[]) => Promise<TagFlowsAnswer>;
  readonly worth: (name: string) => Promise<TagWorthAnswer>;
  readonly ofPerson: (profileId: string) => Promise<PersonTagsAnswer>;
  readonly give: (name: string, profileId: string, given: Given, by: string) => Promise<void>;
  readonly take: (name: string, profileId: string, by: string) => Promise<void>;
  /**
   * To people by an identifier, `type:value`. All of them or, with an error, none. Null takes the tag away. With an
   * `eventId` of one's own a repetition counts once. With `create` an identifier nobody is known by becomes a person.
   * @throws GyreError `not_found` for such an identifier without it
   */
  readonly giveMany: (
    name: string,
    people: readonly { readonly id: string; readonly given: Given | null; readonly eventId?: string }[],
    options: { readonly by: string; readonly create?: boolean | undefined },
  ) => Promise<void>;
  readonly templates: (args: { readonly event?: string; readonly amount?: string }) => Promise<TagTemplatesAnswer>;
  /** One pass over all of them. */
  readonly refresh: () => Promise<TagReport>;
};

/** The desk of a workspace. */
export const tagDeskOf = ({ stores, clock, documents, published, pseudonymizer, collector }: Gyre): TagDesk =>
  createTagDesk({
    clickhouse: stores.clickhouse,
    postgres: stores.postgres,
    clock,
    documents,
    published,
    pseudonymizer,
    write: collector.write,
  });

/** Flows are worked out from the whole log: asked again within a minute, they are the same. */
const flowsKeptMs = 60_000;

export const createTagDesk = ({ documents, published, pseudonymizer, write, ...deps }: Deps): TagDesk => {
  const { clickhouse, postgres, clock } = deps;
  let read: { readonly stamp: string; readonly tags: readonly Tag[]; readonly known: Known } | undefined;
  const current = async () => {
    const stamp = await documents.stamp(leanedOn);
    if (read?.stamp === stamp) return read;
    const [tags, known] = await Promise.all([documents.published(tagKind), published.known()]);
    read = { stamp, tags, known };
    return read;
  };
  const need = async (name: string): Promise<{ readonly tag: Tag; readonly known: Known }> => {
    const { tags, known } = await current();
    const tag = tags.find((each) => each.name === name);
    if (tag === undefined) throw problem('not_found', { detail: `tag "${name}"`, detailZh: `标签「${name}」` });
    return { tag, known };
  };
  const person = async (profileId: string): Promise<string> => {
    const found = await profileAt(clickhouse, profileId, pseudonymizer);
    if (found === undefined)
      throw problem('not_found', { detail: `person ${profileId}`, detailZh: `客户 ${profileId}` });
    return found;
  };
  const kept = new Map<string, { readonly until: number; readonly flows: Promise<TagFlowsAnswer> }>();
  const flowsOf = (key: string, work: () => Promise<TagFlowsAnswer>): Promise<TagFlowsAnswer> => {
    const now = performance.now();
    for (const [each, { until }] of kept) if (until < now) kept.delete(each);
    const flows = kept.get(key)?.flows ?? work();
    if (!kept.has(key)) {
      kept.set(key, { until: now + flowsKeptMs, flows });
      // a failure is not kept
      flows.catch(() => kept.delete(key));
    }
    return flows;
  };
  return {
    list: async () => {
      const { tags } = await current();
      const all = await readTags({ clickhouse, postgres }, tags);
      return { tags: all.map(({ row }) => row), now: clock.now().toISOString() };
    },
    one: async (name) => {
      const { tag } = await need(name);
      const [[found], cuts, usedBy] = await Promise.all([
        readTags({ clickhouse, postgres }, [tag]),
        readCuts(clickhouse, tag),
        usersOf(documents, name),
      ]);
      if (found === undefined) throw problem('not_found', { detail: `tag "${name}"`, detailZh: `标签「${name}」` });
      return { tag: found.row, spec: tag.spec, history: found.history, cuts, usedBy };
    },
    people: async (name, args) => taggedPeople(clickhouse, (await need(name)).tag, args),
    flows: async (name, dates) => {
      const { tag, known } = await need(name);
      return flowsOf(`${name} ${read?.stamp ?? ''} ${dates.map(Number).join(' ')}`, () =>
        readFlows(clickhouse, tag, { known, dates }),
      );
    },
    worth: async (name) => {
      const { tag, known } = await need(name);
      return readWorth(clickhouse, tag, { known, asOf: clock.now() });
    },
    ofPerson: async (asked) => {
      const [{ tags, known }, profileId] = await Promise.all([current(), person(asked)]);
      const keys = await keysOfProfile(clickhouse, profileId);
      // what was given in this very millisecond is there, too
      const asOf = new Date(clock.now().getTime() + 1);
      return {
        profileId,
        tags: [...(await tagsOfProfile(clickhouse, { profileId, keys }, { tags, known, asOf }))],
      };
    },
    give: async (name, profileId, given, by) => {
      const { tag } = await need(name);
      await write([tagSet(tag, { subject: { profileId: await person(profileId) }, ...given, by }, clock)]);
    },
    take: async (name, profileId, by) => {
      const { tag } = await need(name);
      await write([tagRemoved(tag, { subject: { profileId: await person(profileId) }, by }, clock)]);
    },
    giveMany: async (name, people, { by, create = false }) => {
      const { tag } = await need(name);
      const events = people.map(({ id, given, eventId }, i) =>
        within(`people[${i}]`, () => {
          const subject = { ids: identifierIn(id, pseudonymizer) };
          const event =
            given === null ? tagRemoved(tag, { subject, by }, clock) : tagSet(tag, { subject, ...given, by }, clock);
          return eventId === undefined ? event : { ...event, eventId };
        }),
      );
      if (!create) {
        const keys = events.map((event) => keysOf(event.ids).map(BigInt));
        const known = await knownKeys(clickhouse, keys.flat());
        people.forEach(({ id, given }, i) => {
          if (!keys[i]?.some((key) => known.has(key))) throw nobodyKnown(id, i, given !== null);
        });
      }
      await write(events);
    },
    templates: async (args) => {
      const { tags } = await current();
      return {
        templates: tagTemplates(args).map((template) => ({
          ...template,
          published: tags.some(({ name }) => name === template.name),
        })),
      };
    },
    refresh: async () => {
      const { tags, known } = await current();
      return refreshTags(deps, tags, known);
    },
  };
};

/** Kinds of documents whose change can change what a tag means. */
const leanedOn = ['Tag', 'Audience', 'Catalogue', 'Model'] as const;

const usersOf = async (documents: DocumentStore, name: string): Promise<TagAnswer['usedBy']> =>
  (await documents.listInForce())
    .filter((each) => !(each.kind === 'Tag' && each.name === name) && namesTag(each.spec, name))
    .map((each) => ({ kind: each.kind, name: each.name, title: each.title }));

/** Says of which of many something is wrong. */
const within = <T>(place: string, work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof GyreError) || cause.facts.field === undefined || cause.facts.field === 'tag') throw cause;
    throw problem(cause.code, { ...cause.facts, field: `${place}.${cause.facts.field}` });
  }
};

/** `user_id:u1` as the log keeps it. */
const identifierIn = (id: string, { stored }: Pseudonymizer): Identifiers => {
  const [, type = '', value = ''] = /^([a-z][\w@.-]{0,80}):(.+)$/su.exec(id.trim()) ?? [];
  const text = type === '' ? '' : stored(type, value);
  if (text === '')
    throw problem('invalid_input', {
      detail: `${JSON.stringify(id)} is not an identifier such as user_id:u1`,
      detailZh: `${JSON.stringify(id)} 不是 user_id:u1 这样的标识`,
      field: 'id',
    });
  return { [type]: text };
};

const nobodyKnown = (id: string, place: number, mayBeMade: boolean): GyreError =>
  problem('not_found', {
    field: `people[${place}].id`,
    detail: `nobody is known by ${id}${mayBeMade ? '; --create, or "create": true, makes a person' : ''}`,
    detailZh: `没有客户使用标识 ${id}${mayBeMade ? '；加 --create 或 "create": true 可新建客户' : ''}`,
  });
