export { identify, identifyAll, type IdentifyReport } from './identify.ts';
export { identifyMigrations } from './migrations.ts';
export { unite } from './union.ts';
export { matchRuleKind } from './matching/kinds.ts';
export { linkPeople } from './matching/link-people.ts';
export { matchRecords } from './matching/match-records.ts';
export type { MatchReport } from './matching/match-run.ts';
export { createMatching, type Matching } from './matching/matching.ts';
export { matchingMigrations } from './matching/migrations.ts';
