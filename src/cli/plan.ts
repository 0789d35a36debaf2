import type { Command } from 'commander';
import { createPlanDesk } from '#collect';
import { withGyre } from './with-gyre.ts';

const count = (value: number): string => value.toLocaleString('en').padStart(12);

/** The tracking plan, or what breaks it, of the last seven days. */
export const planCommand = async (
  what: 'list' | 'violations',
  options: { readonly json?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async ({ stores: { clickhouse }, documents, clock }) => {
    const desk = createPlanDesk({ clickhouse, documents, clock });
    const { defined, discovered, days } = await desk.list();
    const broken = defined.filter(({ violations }) => violations > 0);
    if (what === 'violations') {
      const events = await Promise.all(broken.map(({ name }) => desk.event(name)));
      const found = events.flatMap(({ name, violations }) => violations.map((violation) => ({ name, ...violation })));
      if (options.json) return void process.stdout.write(`${JSON.stringify(found)}\n`);
      for (const { name, what: kind, property, source, events: n } of found)
        process.stdout.write(`${count(n)}  ${name}  ${kind}${property === '' ? '' : `:${property}`}  ${source}\n`);
      process.stdout.write(`${found.length} ways in which events of the last ${days} days break the plan\n`);
      return;
    }
    if (options.json) return void process.stdout.write(`${JSON.stringify({ defined, discovered })}\n`);
    for (const { name, mode, events, violations, title } of defined)
      process.stdout.write(
        `${count(events)}  ${name}  ${mode}  ${title.zh} ${title.en}${violations === 0 ? '' : `  ${violations.toLocaleString('en')} violations`}\n`,
      );
    for (const { name, events } of discovered) process.stdout.write(`${count(events)}  ${name}  not defined\n`);
  });
