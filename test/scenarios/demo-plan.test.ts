import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '#app';
import { compileRule, eventDefinitionKind, propertyKind, ruleOf, trackingPlanSpecSchema } from '#collect';
import { parseYaml } from '#documents';
import { createWorld } from '#world';

const yaml = (file: string): string => readFileSync(join(packageRoot(), 'examples/lanjia', file), 'utf8');
const documents = ['properties.yaml', 'events.yaml'].flatMap((file) => parseYaml(yaml(file)).documents);

test('the demo brand’s events keep its tracking plan, and every one of them is in it', () => {
  const shared = new Map(
    documents.flatMap(({ kind, name, title, spec }) => {
      const parsed = propertyKind.parse(spec);
      return kind === 'Property' && parsed.type === 'valid'
        ? [[name, { name, title, spec: parsed.spec }] as const]
        : [];
    }),
  );
  const workspace = { ...trackingPlanSpecSchema.parse({}), unknownProperties: 'refuse' as const };
  const rules = new Map(
    documents.flatMap(({ kind, name, spec }) => {
      const parsed = eventDefinitionKind.parse(spec);
      return kind === 'EventDefinition' && parsed.type === 'valid'
        ? [[name, compileRule(ruleOf({ name, spec: parsed.spec }, { shared, workspace }))] as const]
        : [];
    }),
  );
  expect(rules.size).toBe(documents.filter(({ kind }) => kind === 'EventDefinition').length);
  const world = createWorld({ seed: 'plan', customers: 400, start: new Date('2025-01-01'), months: 12 });
  const broken = new Map<string, number>();
  let checked = 0;
  for (const { event, properties } of [...world.history()].flat()) {
    if (event === undefined) continue;
    checked++;
    const found = rules.get(event)?.violations(properties ?? {}) ?? [{ what: 'undefined_event', property: event }];
    for (const { what, property } of found) {
      const key = `${event} ${what}:${property}`;
      broken.set(key, (broken.get(key) ?? 0) + 1);
    }
  }
  expect(checked).toBeGreaterThan(1_000);
  expect([...broken]).toEqual([]);
});
