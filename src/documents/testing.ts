import { z } from 'zod';
import type { Migrations } from '#platform/db/migration.ts';
import { platformMigrations } from '#platform/migrations.ts';
import type { DocumentContent } from './document.ts';
import { expressionProblems } from './expression-problems.ts';
import { referencesOf } from './expression/nodes.ts';
import { parse } from './expression/parse.ts';
import { defineKind } from './kind.ts';
import { createRegistry } from './registry.ts';
import { documentMigrations } from './store/migrations.ts';

/** Three kinds like the house's own, for tests: an audience may refer to audiences, a program to audiences. */
export const eventKind = defineKind({
  kind: 'EventDefinition',
  plural: 'event definitions',
  title: { zh: '事件', en: 'Event' },
  namePattern: /^[\p{L}$_][\p{L}\p{N}$_ -]{0,99}$/u,
  specSchema: z.strictObject({ properties: z.record(z.string(), z.unknown()).default({}) }),
});

export const audienceKind = defineKind({
  kind: 'Audience',
  plural: 'audiences',
  title: { zh: '人群', en: 'Audience' },
  specSchema: z.strictObject({ condition: z.string().max(500), remark: z.string().default('') }),
  references: ({ condition }) => {
    const parsed = parse(condition);
    const names = parsed.type === 'parsed' ? referencesOf(parsed.ast).audiences : [];
    return names.map((name) => ({ kind: 'Audience', name, path: 'spec.condition' }));
  },
  check: ({ condition }, context) =>
    expressionProblems(condition, { path: 'spec.condition', context, expect: 'boolean' }),
});

export const programKind = defineKind({
  kind: 'Program',
  plural: 'programs',
  title: { zh: '项目', en: 'Program' },
  specSchema: z.strictObject({ audiences: z.array(z.string()).min(1), budgetMinor: z.int().min(0).default(0) }),
  references: ({ audiences }) => audiences.map((name, i) => ({ kind: 'Audience', name, path: `spec.audiences[${i}]` })),
});

export const testRegistry = createRegistry([eventKind, audienceKind, programKind]);

export const testMigrations: Migrations = {
  clickhouse: [],
  postgres: [...platformMigrations.postgres, ...documentMigrations],
};

export const anAudience = (name: string, condition = 'count(order_paid) > 0'): DocumentContent => ({
  kind: 'Audience',
  name,
  title: { zh: `人群 ${name}`, en: `Audience ${name}` },
  spec: { condition },
});

export const aProgram = (name: string, ...audiences: readonly string[]): DocumentContent => ({
  kind: 'Program',
  name,
  title: { zh: `项目 ${name}`, en: `Program ${name}` },
  spec: { audiences },
});
