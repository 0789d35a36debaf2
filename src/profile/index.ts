export type { Audiences } from './audience.ts';
export { peopleWhere, peopleWithIdentifier } from './people-sets.ts';
export { type Feature, type FeatureSet, featureSet } from './feature-set.ts';
export type { NumberRows } from './column-stream.ts';
export { audienceKind, featureKind } from './kinds.ts';
export { profileMigrations } from './migrations.ts';
export { findProfiles, identifiersOf, keysOfProfile, latestProfiles, peopleRows } from './people.ts';
export { buildSnapshot, type Joined, readFeatures } from './read-features.ts';
export { traitEventNames, traitsOf } from './traits.ts';
