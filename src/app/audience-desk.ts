import {
  audienceKind,
  consentChannels,
  consentedCondition,
  countAudience,
  describedPurpose,
  estimateAudience,
  exportAudience,
  freezeAudience,
  frozenSql,
  membersOf,
  peopleRows,
  platformHash,
  readAudienceHistory,
  readFreezes,
  readOverlap,
  readSizes,
  readTrends,
  readBelongingOf,
  sampleMembers,
  whyEach,
  type ExportRow,
  type Freeze,
} from '#profile';
import { channelKind } from '#act';
import { type ContactBook, isSensitive } from '#collect';
import { type DocumentProblem, type DocumentStore, expressionText, type Sql, type Written } from '#documents';
import type { Documents } from '#loop';
import { type ClickHouse, type Clock, type Postgres, problem } from '#platform';
import { asWords } from '../platform/schemas.ts';
import type { PeopleAnswer } from '../profile/schemas.ts';
import type {
  AudienceAnswer,
  AudienceHistoryAnswer,
  AudienceSampleAnswer,
  AudiencesAnswer,
  ExportAsked,
  OverlapAnswer,
  PersonAudiencesAnswer,
  PreviewTold,
} from '../profile/live/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: DocumentStore;
  readonly published: Documents;
  readonly contacts: Pick<ContactBook, 'open'>;
  /** Export refuses smaller groups. */
  readonly smallest: number;
};

/** What people and programs ask about audiences. */
export type AudienceDesk = {
  readonly list: () => Promise<AudiencesAnswer>;
  readonly one: (name: string) => Promise<AudienceAnswer>;
  readonly history: (name: string, days: number) => Promise<AudienceHistoryAnswer>;
  /** @throws GyreError `invalid_input` that says where the condition is wrong */
  readonly preview: (condition: Written, exact: boolean) => Promise<PreviewTold>;
  readonly overlap: (names: readonly string[]) => Promise<OverlapAnswer>;
  readonly sample: (
    name: string,
    args: { readonly limit: number; readonly draw: number },
  ) => Promise<AudienceSampleAnswer>;
  readonly ofPerson: (profileId: string) => Promise<PersonAudiencesAnswer>;
  readonly freeze: (name: string, args: { readonly title: string; readonly by: string }) => Promise<Freeze>;
  /** Counts and refuses at once; rows come as they are read. */
  readonly export: (
    name: string,
    asked: ExportAsked,
    by: string,
    /** The OneID behind which an export goes on that was cut off; it is on record already. */
    after?: string,
  ) => Promise<{
    readonly people: number;
    readonly header: readonly string[];
    readonly rows: AsyncGenerator<readonly ExportRow[]>;
  }>;
};

export const createAudienceDesk = (deps: Deps): AudienceDesk => {
  const { clickhouse, postgres, clock, documents, published, contacts, smallest } = deps;
  const all = () => documents.published(audienceKind);
  const need = async (name: string) => {
    const found = (await all()).find((document) => document.name === name);
    if (found === undefined) throw problem('not_found', { detail: `audience "${name}"`, detailZh: `人群「${name}」` });
    return found;
  };
  const peopleOf = ({ name, spec }: Awaited<ReturnType<typeof need>>): Sql =>
    spec.refresh === 'snapshot' ? frozenSql(name)('frozen_') : membersOf(name);
  const list = async (): Promise<AudiencesAnswer> => {
    const [audiences, sizes, trends, freezes, state] = await Promise.all([
      all(),
      readSizes(clickhouse),
      readTrends({ clickhouse, clock }),
      readFreezes(postgres),
      postgres.queryOne<{ at: Date }>('SELECT at FROM audience_state'),
    ]);
    return {
      smallest,
      freshTo: state?.at.toISOString() ?? null,
      audiences: audiences.map(({ name, title, spec }) => {
        const snapshot = spec.refresh === 'snapshot';
        const frozen = freezes.filter((each) => each.audience === name);
        const live = sizes.get(name);
        const size = snapshot ? (frozen[0]?.size ?? 0) : (live?.size ?? 0);
        return {
          name,
          title,
          remark: spec.remark === undefined ? null : asWords(spec.remark),
          condition: expressionText(spec.condition),
          refresh: snapshot ? ('snapshot' as const) : ('live' as const),
          size,
          changedAt: snapshot ? (frozen[0]?.frozenAt.toISOString() ?? null) : (live?.changedAt ?? null),
          trend: snapshot ? frozen.toReversed().map((each) => each.size) : [...(trends.get(name) ?? []), size],
        };
      }),
    };
  };
  return {
    list,
    one: async (name) => {
      await need(name);
      const [{ audiences }, freezes] = await Promise.all([list(), readFreezes(postgres, name)]);
      const found = audiences.find((audience) => audience.name === name);
      if (found === undefined)
        throw problem('not_found', { detail: `audience "${name}"`, detailZh: `人群「${name}」` });
      const channels = await documents.published(channelKind);
      return {
        ...found,
        webhooks: channels
          .filter(({ spec }) => spec.type === 'webhook')
          .map((channel) => ({ name: channel.name, title: channel.title })),
        freezes: freezes.map((each) => ({ ...each, frozenAt: each.frozenAt.toISOString() })),
      };
    },
    history: async (name, days) => {
      await need(name);
      return readAudienceHistory({ clickhouse, clock }, name, days);
    },
    preview: async (condition, exact) => {
      const warnings = await warningsOf(documents, condition);
      const asked = { known: await published.known(), asOf: clock.now() };
      return { ...(await (exact ? countAudience : estimateAudience)(clickhouse, condition, asked)), warnings };
    },
    overlap: async (names) => {
      const asked = await Promise.all(names.map(async (name) => ({ name, people: peopleOf(await need(name)) })));
      return readOverlap(clickhouse, asked, clock.now());
    },
    sample: async (name, args) => {
      const audience = await need(name);
      const some = await sampleMembers(clickhouse, peopleOf(audience), { ...args, audience: name, asOf: clock.now() });
      const profiles = some.map(({ profileId }) => profileId);
      const [rows, why] = await Promise.all([
        peopleRows(clickhouse, profiles),
        whyEach(clickhouse, audience.spec.condition, profiles, { known: await published.known(), asOf: clock.now() }),
      ]);
      const names = new Map(rows.map((row) => [row.profileId, row.name ?? readableId(row.ids)]));
      return {
        people: some.flatMap(({ profileId, since }) => {
          const reasons = why.get(profileId);
          return reasons === undefined ? [] : [{ profileId, since, name: names.get(profileId) ?? null, why: reasons }];
        }),
      };
    },
    ofPerson: async (profileId) => {
      const [found, audiences] = await Promise.all([readBelongingOf(clickhouse, profileId), all()]);
      const titles = new Map(audiences.map(({ name, title }) => [name, title]));
      return {
        audiences: found.audiences.map(({ name, since }) => ({
          name,
          since,
          title: titles.get(name) ?? { zh: name, en: name },
        })),
      };
    },
    freeze: async (name, { title, by }) => {
      const { spec } = await need(name);
      return freezeAudience(
        { clickhouse, postgres, clock },
        { name, condition: spec.condition },
        { known: await published.known(), name: title, by },
      );
    },
    export: async (name, asked, by, after) => {
      const audience = await need(name);
      const [known, features, purposes] = await Promise.all([
        published.known(),
        published.features(asked.features),
        published.consentPurposes(),
      ]);
      const purpose = describedPurpose(purposes, asked.purpose);
      const channels = consentChannels({ name: asked.channel, type: asked.channel, contact: asked.channel });
      const { people, rows } = await exportAudience(clickhouse, {
        people: peopleOf(audience),
        asOf: clock.now(),
        after: after ?? '0',
        allowed: consentedCondition('profile_id', { purpose, channels }),
        smallest,
        identifierTypes: asked.identifiers,
        features,
        known,
        present: async (type, stored) => {
          const { personal } = asked;
          if (!isSensitive(type) || personal === 'hashed') return new Map(stored.map(({ key, value }) => [key, value]));
          // platforms compare numbers and addresses, nothing else
          if (personal !== 'clear' && type !== 'phone' && type !== 'email') return new Map();
          const clear = await contacts.open(
            type,
            stored.map(({ key }) => BigInt(key)),
          );
          return new Map(
            [...clear].map(([key, value]) => [
              key.toString(),
              personal === 'clear' ? value : platformHash(personal, type, value),
            ]),
          );
        },
      });
      if (after === undefined)
        await postgres.query(
          `INSERT INTO audience_exports (audience, at, people, made_by, asked) VALUES ($1, $2, $3, $4, $5)`,
          [name, clock.now(), people, by, JSON.stringify(asked)],
        );
      return { people, header: ['profile_id', ...asked.identifiers, ...features.map((feature) => feature.name)], rows };
    },
  };
};

/** As publishing an audience with this condition would find it. A name that none can have: the condition may name any. */
const warningsOf = async (documents: DocumentStore, condition: Written): Promise<PreviewTold['warnings']> => {
  const content = { kind: 'Audience', name: ' ', title: { zh: '预览', en: 'Preview' }, spec: { condition } };
  const problems = (await documents.inspectContent(content)).filter(({ path }) => path.startsWith('spec'));
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong !== undefined)
    throw problem('invalid_input', {
      field: 'condition',
      detail: `${placeOf(wrong)} ${wrong.message.en}`,
      detailZh: `${placeOf(wrong)} ${wrong.message.zh}`,
    });
  return problems.map((warning) => ({ place: placeOf(warning), message: warning.message }));
};

/** What people call somebody whose name is not known; hashes say nothing. */
const readableId = (ids: PeopleAnswer['people'][number]['ids']): string | undefined =>
  (ids.find(({ type }) => type === 'user_id') ?? ids.find(({ sensitive }) => !sensitive))?.value;

const placeOf = ({ within, path }: DocumentProblem): string =>
  within === undefined ? path.replace(/^spec\./, '') : `${within.line}:${within.column}`;
