export { applyDirectory } from './apply-directory.ts';
export { demoWorld, runDemo, worldInbox } from './demo.ts';
export { type Gyre, openGyre } from './gyre.ts';
export { documentRegistry } from './kinds.ts';
export { appMigrations } from './migrations.ts';
export { packageRoot } from './package-root.ts';
export { startServer } from './server.ts';
export { createWorkspace, readWorkspace } from './workspace.ts';
export { createDerivations } from './derivations.ts';
