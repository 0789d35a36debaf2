import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { z } from 'zod';
import { audienceDeskOf, csvOf, sendAudience } from '#app';
import { GyreError, problem, terminalProgress } from '#platform';
import { exportAskedSchema, type PreviewAnswer, sendAskedSchema, type Why } from '../profile/live/schemas.ts';
import { pointAt } from './point-at.ts';
import { withGyre } from './with-gyre.ts';

type Options = { readonly json?: boolean };

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const number = (n: number): string => n.toLocaleString('en');

/** `gyre audience list` */
export const audienceListCommand = (options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const answer = await audienceDeskOf(gyre).list();
    if (options.json) return print(JSON.stringify(answer));
    for (const { name, size, refresh, condition } of answer.audiences)
      print(`${name.padEnd(28)} ${number(size).padStart(12)}  ${refresh.padEnd(8)}  ${condition}`);
  });

/** `gyre audience show NAME`: its size, its freezes, and why a few of its people are in it. */
export const audienceShowCommand = (name: string, options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const desk = audienceDeskOf(gyre);
    const [audience, { people }] = [await desk.one(name), await desk.sample(name, { limit: 3, draw: 0 })];
    if (options.json) return print(JSON.stringify({ ...audience, sample: people }));
    print(`${name}: ${number(audience.size)} people, ${audience.refresh}\n  ${audience.condition}`);
    for (const { frozenAt, size, name: title } of audience.freezes)
      print(`  frozen ${frozenAt}  ${number(size).padStart(12)}  ${title}`);
    for (const { profileId, why } of people) print(`\n${profileId}\n${reasons(why, 1)}`);
  });

/** `gyre audience preview 'count(order_paid, 30d) >= 2' [--exact]` */
export const audiencePreviewCommand = (
  condition: string,
  options: Options & { readonly exact?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const answer = await audienceDeskOf(gyre)
      .preview(condition, options.exact ?? false)
      .catch((cause: unknown) => {
        const place = cause instanceof GyreError ? cause.facts.detail : undefined;
        if (place !== undefined) process.stderr.write(pointIn(condition, place));
        throw cause;
      });
    if (options.json) return print(JSON.stringify(answer));
    for (const { place, message } of answer.warnings)
      process.stderr.write(`${place} ${message.en}\n${pointIn(condition, place)}`);
    print(previewText(answer));
  });

/** `gyre audience freeze NAME [--title TEXT]` */
export const audienceFreezeCommand = (
  name: string,
  options: Options & { readonly title?: string },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const frozen = await audienceDeskOf(gyre).freeze(name, { title: options.title ?? '', by: 'command line' });
    print(
      options.json
        ? JSON.stringify(frozen)
        : `${number(frozen.size)} people frozen at ${frozen.frozenAt.toISOString()}`,
    );
  });

/** `gyre audience overlap a b c` */
export const audienceOverlapCommand = (names: readonly string[], options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    if (new Set(names).size !== names.length || names.length < 2 || names.length > 8)
      throw problem('invalid_input', {
        detail: 'name two to eight audiences, each once',
        detailZh: '请写 2 到 8 个不同的人群',
      });
    const answer = await audienceDeskOf(gyre).overlap(names);
    if (options.json) return print(JSON.stringify(answer));
    for (const { name, people } of answer.sizes) print(`${name.padEnd(40)} ${number(people).padStart(12)}`);
    for (const { audiences, people } of answer.combinations)
      print(`only ${audiences.join(' ∩ ').padEnd(35)} ${number(people).padStart(12)}`);
  });

type ExportOptions = {
  readonly ids?: readonly string[];
  readonly features?: readonly string[];
  readonly personal?: string;
  readonly purpose?: string;
  readonly channel?: string;
  readonly out?: string;
};

/** @throws GyreError `invalid_input` that names the option */
const readAsked = <T>(schema: z.ZodType<T>, { ids, features, personal, purpose, channel }: ExportOptions): T => {
  const given = { identifiers: ids, features, personal, purpose, channel };
  const asked = schema.safeParse(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  if (asked.success) return asked.data;
  const [issue] = asked.error.issues;
  const name = String(issue?.path[0] ?? '');
  throw problem('invalid_input', { field: `--${name === 'identifiers' ? 'ids' : name}`, detail: issue?.message ?? '' });
};

/** `gyre audience export NAME --ids user_id phone --personal google --out FILE` */
export const audienceExportCommand = (name: string, options: ExportOptions, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const asked = readAsked(exportAskedSchema, options);
    const { people, header, rows } = await audienceDeskOf(gyre).export(name, asked, 'command line');
    const lines = Readable.from(csvOf(header, rows));
    if (options.out === undefined) for await (const text of lines) process.stdout.write(String(text));
    else await pipeline(lines, createWriteStream(options.out));
    process.stderr.write(`${number(people)} people\n`);
  });

/** The line of a condition at the place that a text begins with, `1:5 …`. */
const pointIn = (condition: string, text: string): string => {
  const [, line, column] = /^(\d+):(\d+)/.exec(text) ?? [];
  return column === undefined ? '' : pointAt(condition.split('\n')[Number(line) - 1] ?? '', Number(column), '  ');
};

/** `gyre audience send NAME --channel crm`: its people to a webhook channel, from here and now. */
export const audienceSendCommand = (name: string, options: ExportOptions, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const { documents, clock, env } = gyre;
    const deps = {
      desk: audienceDeskOf(gyre),
      documents,
      clock,
      secrets: env.channelSecrets,
      allowPrivate: env.privateWebhooks,
    };
    const asked = readAsked(sendAskedSchema, options);
    const delivery = { id: randomUUID(), name, asked, by: 'command line', progress: terminalProgress(process.stderr) };
    const { people, posts } = await sendAudience(deps, delivery);
    print(`${number(people)} people in ${number(posts)} posts`);
  });

const previewText = ({ exact, people, low, high, of, sampled, tookMs }: PreviewAnswer): string =>
  exact
    ? `${number(people)} of ${number(of)} people (${tookMs} ms)`
    : `about ${number(people)} of ${number(of)} people, between ${number(low)} and ${number(high)} with 95 % confidence (${number(sampled)} asked, ${tookMs} ms)`;

const reasons = ({ text, holds, values, parts, join }: Why, depth: number): string => {
  const indent = '  '.repeat(depth);
  if (parts.length > 0)
    return [`${indent}${holds ? '✓' : '✗'} ${join}`, ...parts.map((part) => reasons(part, depth + 1))].join('\n');
  const seen = values.map(({ text: what, value }) => `${what} = ${value ?? 'nothing'}`).join(', ');
  return `${indent}${holds ? '✓' : '✗'} ${text}${seen === '' ? '' : `   [${seen}]`}`;
};
