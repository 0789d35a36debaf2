export { identify, identifyAll, type IdentifyReport } from './identify.ts';
export { identifyMigrations } from './migrations.ts';
export { unite } from './union.ts';
