export { programKind } from './kinds.ts';
export { loopMigrations } from './migrations.ts';
export { createModelStore, type ModelStore } from './model-store.ts';
export { type Documents, type Published, resolveProgram } from './program.ts';
export { type DecisionFilter, readDecisions, resourceTitle, type TitleOf } from './read-decisions.ts';
export { createProgramReader, earned, type ProgramReader } from './read-programs.ts';
export { createRoundStore, type Round, type RoundStore } from './round-store.ts';
export { createRounds, type Rounds } from './rounds.ts';
export { backtest, type Backtest } from './backtest.ts';
