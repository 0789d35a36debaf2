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
  describedPurpose,
  purposeNamed,
  purposesInForce,
} from './consent/purposes.ts';
export { readConsent, refusedNow } from './consent/read-consent.ts';
export { type Unsubscription, unsubscribeToken } from './consent/unsubscribe-token.ts';
export { peopleWhere, peopleWithIdentifier } from './people-sets.ts';
export { type Feature, type FeatureSet, featureSet } from './feature-set.ts';
export type { NumberRows } from './column-stream.ts';
export { audienceKind, featureKind } from './kinds.ts';
export { inWords } from './feature-catalogue/in-words.ts';
export { readPeopleOfValue } from './feature-catalogue/read-people.ts';
export {
  asSnapshot,
  catalogueSnapshots,
  type KeptSnapshot,
  readKeptDrift,
  readKeptFigures,
} from './feature-catalogue/snapshot-store.ts';
export { catalogueSnapshotName, takeSnapshot } from './feature-catalogue/take-snapshot.ts';
export { type UsingDocument, usesOf } from './feature-catalogue/uses.ts';
export { profileMigrations } from './migrations.ts';
export {
  findProfiles,
  profileAt,
  identifiersByKey,
  identifiersOf,
  keysOfProfile,
  keysByKey,
  type Keyed,
  keysOfProfiles,
  latestProfiles,
  peopleRows,
} from './people.ts';
export { cursorPattern, type PersonKeys, readKinds } from './timeline/points.ts';
export { readTimeline } from './timeline/read-timeline.ts';
export { readToldTraits, traitsTold } from './timeline/read-traits.ts';
export { traitEventNames, traitsOf } from './traits.ts';
export { buildSnapshot, type Joined, readFeatures } from './read-features.ts';
export { type ExportRow, csvCell, exportAudience, membersOf, platformHash } from './live/export.ts';
export { type Freeze, freezeAudience, frozenSql, readFreezes } from './live/freeze.ts';
export { readOverlap } from './live/overlap.ts';
export { countAudience, estimateAudience } from './live/preview.ts';
export { readBelongingOf } from './passes/by-person.ts';
export { readAudienceHistory, readTrends, sampleMembers } from './live/read-audiences.ts';
export { whyEach } from './live/why.ts';
export { liveAudience, type LiveAudience } from './live/live-audience.ts';
export { refreshAudiences, type RefreshReport } from './live/pass.ts';
export { readSizes } from './live/sizes.ts';
export { sliceKeys, slicesFor } from './live/slices.ts';
export { logSource } from './log-source.ts';
export { buildTrainingSet, type Followed, readTrainingSet } from './training/training-set.ts';
export { attributeMeaning } from './catalogues/attribute-sql.ts';
export { type Catalogue, countEntries, putEntries, readEntries, removeEntries } from './catalogues/entries.ts';
export { catalogueKind } from './catalogues/kind.ts';
export { referencesIn } from './references.ts';
export { knownKeys } from './known-keys.ts';
export { tagRemoved, tagSet, type TagSubject } from './tags/give-tag.ts';
export { tagKind } from './tags/kind.ts';
export { tagsKnown } from './tags/known-tags.ts';
export type { Tag } from './tags/live-tag.ts';
export { refreshTags, type TagReport } from './tags/pass.ts';
export { readCuts, readFlows, readTags, readWorth, taggedPeople } from './tags/read-tags.ts';
export { namesTag } from './tags/names-tag.ts';
export { tagTemplates } from './tags/templates.ts';
export { tagsOfProfile, valueTitle } from './tags/tags-of-profile.ts';
