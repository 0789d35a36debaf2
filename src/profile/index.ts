export { type Known, meaningsOf } from './known.ts';
export { type ConsentSaid, consentSaid } from './consent/consent-said.ts';
export {
  consentedCondition,
  type ConsentedPeople,
  consentedSql,
  type ConsentQuestion,
  readConsented,
} from './consent/consent-sql.ts';
export {
  consentChannels,
  type ConsentPurpose,
  consentPurposeKind,
  messagePurpose,
  purposeNamed,
  purposesInForce,
} from './consent/purposes.ts';
export { readConsent, refusedNow } from './consent/read-consent.ts';
export { type Unsubscription, unsubscribeToken } from './consent/unsubscribe-token.ts';
export { peopleWhere, peopleWithIdentifier } from './people-sets.ts';
export { type Feature, type FeatureSet, featureSet } from './feature-set.ts';
export type { NumberRows } from './column-stream.ts';
export { audienceKind, featureKind } from './kinds.ts';
export { profileMigrations } from './migrations.ts';
export { findProfiles, identifiersOf, keysOfProfile, latestProfiles, peopleRows } from './people.ts';
export { buildSnapshot, type Joined, readFeatures } from './read-features.ts';
export { traitEventNames, traitsOf } from './traits.ts';
export { liveAudience, type LiveAudience } from './live/live-audience.ts';
export { refreshAudiences, type RefreshReport } from './live/pass.ts';
export { readSizes } from './live/sizes.ts';
export { logSource } from './log-source.ts';
