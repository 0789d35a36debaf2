import type { Gyre } from './gyre.ts';
import { createFeatureDesk } from './feature-desk.ts';
import { createAudienceDesk } from './audience-desk.ts';

/** What the console and the API do with audiences. */
export const audienceDeskOf = ({ stores, clock, documents, published, contacts, env }: Gyre) =>
  createAudienceDesk({
    clickhouse: stores.clickhouse,
    postgres: stores.postgres,
    clock,
    documents,
    published,
    contacts,
    smallest: env.smallestExport,
  });

/** What they do with the catalogue of features. */
export const featureDeskOf = ({ stores: { clickhouse, postgres }, clock, documents, published }: Gyre) =>
  createFeatureDesk({ clickhouse, postgres, clock, documents, published });
