import type { DocumentStore } from '#documents';
import { expressionText } from '#documents';
import type { Documents } from '#loop';
import { type ClickHouse, type Clock, type Postgres, problem, type Progress } from '#platform';
import { modelKind } from '#predict';
import {
  asSnapshot,
  catalogueSnapshots,
  featureKind,
  inWords,
  type KeptSnapshot,
  readKeptDrift,
  readKeptFigures,
  readPeopleOfValue,
  takeSnapshot,
  type UsingDocument,
  usesOf,
} from '#profile';
import type {
  CatalogueFeature,
  FeatureAnswer,
  FeatureFigures,
  FeaturePeopleAnswer,
  FeaturesAnswer,
} from '../profile/feature-catalogue/schemas.ts';
import { asWords } from '../platform/schemas.ts';
import { readEventTitles } from './loop-documents.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: DocumentStore;
  readonly published: Documents;
};

/** What people and programs ask about features. */
export type FeatureDesk = {
  readonly list: () => Promise<Omit<FeaturesAnswer, 'job'>>;
  /** @throws GyreError `not_found` */
  readonly one: (name: string) => Promise<FeatureAnswer>;
  readonly people: (
    name: string,
    range: { readonly from?: number; readonly until?: number; readonly missing: boolean; readonly limit: number },
  ) => Promise<FeaturePeopleAnswer>;
  /** Takes a snapshot as of a time; the earliest go while there are more than `keep`. */
  readonly snapshot: (
    args: { readonly asOf: Date; readonly keep: number },
    progress: Progress,
  ) => Promise<KeptSnapshot>;
};

/** As many of the catalogue's snapshots stay unless somebody says otherwise. */
export const snapshotsKept = 24;

export const createFeatureDesk = ({ clickhouse, postgres, clock, documents, published }: Deps): FeatureDesk => {
  const all = async (): Promise<{ features: CatalogueFeature[]; snapshots: readonly KeptSnapshot[] }> => {
    const [features, snapshots, using, models, titles] = await Promise.all([
      documents.published(featureKind),
      catalogueSnapshots(postgres),
      usingDocuments(documents, postgres),
      documents.published(modelKind),
      readEventTitles(documents),
    ]);
    const latest = snapshots[0]?.name ?? '';
    const [figures, drift] = await Promise.all([
      readKeptFigures(postgres, [latest]),
      readKeptDrift(postgres, [latest], ''),
    ]);
    const fromAll = new Set(models.filter(({ spec }) => spec.features === 'all').map(({ name }) => name));
    return {
      snapshots,
      features: features.map(({ name, title, version, spec }) => ({
        name,
        title,
        version,
        expression: expressionText(spec.expression),
        meaning: inWords(spec.expression, titles),
        unit: spec.unit === undefined ? null : asWords(spec.unit),
        remark: spec.remark === undefined ? null : asWords(spec.remark),
        usedBy: [...usesOf(name, using, fromAll)],
        figures: figures.get(latest)?.get(name) ?? null,
        drift: drift.get(latest)?.get(name)?.drift ?? null,
      })),
    };
  };
  return {
    list: async () => {
      const { features, snapshots } = await all();
      return { features, snapshots: snapshots.map(asSnapshot) };
    },
    one: async (name) => {
      const { features, snapshots } = await all();
      const feature = features.find((each) => each.name === name);
      if (feature === undefined)
        throw problem('not_found', { detail: `feature "${name}"`, detailZh: `特征「${name}」` });
      const names = snapshots.map((snapshot) => snapshot.name);
      const [latest] = snapshots;
      const learners = feature.usedBy.filter(({ kind }) => kind === 'Model');
      const [figures, drift, trained, since] = await Promise.all([
        readKeptFigures(postgres, names, name),
        readKeptDrift(postgres, names, ''),
        trainedOn(postgres),
        Promise.all(
          learners.map((model) => readKeptDrift(postgres, latest === undefined ? [] : [latest.name], model.name)),
        ),
      ]);
      const against = latest === undefined ? undefined : drift.get(latest.name)?.get(name)?.against;
      const before = snapshots.find((snapshot) => snapshot.name === against);
      return {
        feature,
        snapshot: latest === undefined ? null : asSnapshot(latest),
        before: before === undefined ? null : asSnapshot(before),
        models: learners.flatMap((model, i) => {
          const training = trained.get(model.name);
          if (training === undefined) return [];
          const kept = since[i].get(latest?.name ?? '')?.get(name);
          return [
            {
              model: model.name,
              title: model.title,
              trainedAsOf: training.asOf.toISOString(),
              // trained anew since the snapshot was taken: the comparison is about another training
              drift: kept?.against === training.snapshot ? kept.drift : null,
            },
          ];
        }),
        history: snapshots.toReversed().flatMap((snapshot) => {
          const own = figures.get(snapshot.name)?.get(name);
          if (own === undefined) return [];
          return [
            {
              asOf: snapshot.asOf.toISOString(),
              missingShare: own.people === 0 ? 0 : own.missing / own.people,
              low: quantile(own, 0.1),
              median: quantile(own, 0.5),
              high: quantile(own, 0.9),
              psi: drift.get(snapshot.name)?.get(name)?.drift.psi ?? null,
            },
          ];
        }),
      };
    },
    people: async (name, range) => {
      const [latest] = await catalogueSnapshots(postgres);
      const place = latest?.names.indexOf(name) ?? -1;
      if (latest === undefined || place < 0)
        throw problem('not_found', {
          detail: `a snapshot with the feature "${name}"; take one first`,
          detailZh: `含有特征「${name}」的快照，请先生成快照`,
        });
      return readPeopleOfValue(clickhouse, { ...range, snapshot: latest.name, place });
    },
    snapshot: async (args, progress) => {
      const [features, models, known, trained] = await Promise.all([
        documents.published(featureKind),
        documents.published(modelKind),
        published.known(),
        trainedOn(postgres),
      ]);
      if (features.length === 0)
        throw problem('unprocessable', {
          detail: 'no feature is published; publish one first, see docs/features.md',
          detailZh: '还没有已发布的特征，请先发布特征文档，见 docs/features.md',
        });
      const plan = {
        ...args,
        features,
        known,
        models: models.map(({ name, spec }) => ({
          name,
          who: spec.who,
          trainedOn: trained.get(name)?.snapshot ?? null,
        })),
      };
      return takeSnapshot({ clickhouse, postgres, clock }, plan, progress);
    },
  };
};

const quantile = ({ spread }: FeatureFigures, wanted: number): number | null =>
  spread?.quantiles.find(({ level }) => level === wanted)?.value ?? null;

type Training = { readonly model: string; readonly snapshot: string; readonly asOf: Date };

/** The snapshot of the round that trained each model last: what the model was made for. */
const trainedOn = async (postgres: Postgres): Promise<ReadonlyMap<string, Training>> => {
  const rows = await postgres.query<Training>(
    `SELECT DISTINCT ON (models.name) models.name AS model, snapshots.snapshot, snapshots.as_of AS "asOf"
     FROM models JOIN rounds ON models.version = rounds.program || '-' || rounds.round
     JOIN feature_snapshots AS snapshots ON snapshots.snapshot = rounds.program || '/' || rounds.round
     ORDER BY models.name, models.trained_at DESC`,
  );
  return new Map(rows.map((row) => [row.model, row]));
};

const usingDocuments = async (documents: DocumentStore, postgres: Postgres): Promise<readonly UsingDocument[]> => {
  const [inForce, references] = await Promise.all([
    documents.listInForce(),
    postgres.query<{ kind: string; name: string; to_kind: string; to_name: string }>(
      'SELECT kind, name, to_kind, to_name FROM document_references',
    ),
  ]);
  const from = new Map<string, { kind: string; name: string }[]>();
  for (const row of references) {
    const key = `${row.kind}/${row.name}`;
    from.set(key, [...(from.get(key) ?? []), { kind: row.to_kind, name: row.to_name }]);
  }
  return inForce.map(({ kind, name, title }) => ({ kind, name, title, to: from.get(`${kind}/${name}`) ?? [] }));
};
