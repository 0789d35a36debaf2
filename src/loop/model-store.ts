import { type Postgres, problem } from '#platform';
import type { EffectModel, ResponseModel } from '#predict';
import type { Learned } from './learn.ts';

/** What is learned of treatments: their effects alone, or anchored in how often benefits are used where that is on record. */
export type Artefact = Learned & { readonly effect: EffectModel | ResponseModel };

/** Fitted models by name and version. A version, once written, never changes. */
export type ModelStore = {
  readonly save: (name: string, version: string, artefact: Artefact, trainedAt: Date) => Promise<void>;
  readonly load: (name: string, version: string) => Promise<Artefact>;
};

export const createModelStore = (postgres: Postgres): ModelStore => ({
  save: async (name, version, artefact, trainedAt) => {
    await postgres.query(
      `INSERT INTO models (name, version, trained_at, artefact, report) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name, version) DO NOTHING`,
      [name, version, trainedAt, JSON.stringify(artefact), JSON.stringify(artefact.propensity.report)],
    );
  },
  load: async (name, version) => {
    const row = await postgres.queryOne<{ artefact: Artefact }>(
      'SELECT artefact FROM models WHERE name = $1 AND version = $2',
      [name, version],
    );
    if (!row)
      throw problem('not_found', {
        detail: `version ${version} of model "${name}"`,
        detailZh: `模型「${name}」的版本 ${version}`,
      });
    return row.artefact;
  },
});
