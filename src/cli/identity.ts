import type { Command } from 'commander';
import { createIdentityDesk, readHealth, rebuild } from '#identify';
import { findProfiles, keysOfProfile } from '#profile';
import type { Gyre } from '#app';
import { idKey, problem } from '#platform';
import type { IdentityAnswer, KnownIdentifier } from '../identify/schemas.ts';
import { withGyre } from './with-gyre.ts';

type Options = { readonly json?: boolean };

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const number = (n: number): string => n.toLocaleString('en');

/** `gyre identity health` */
export const identityHealthCommand = (options: Options, command: Command): Promise<void> =>
  withGyre(command, async ({ stores }) => {
    const health = await readHealth(stores.clickhouse, stores.postgres);
    if (options.json) return print(JSON.stringify(health));
    print(
      `${number(health.people)} people of ${number(health.identifiers)} identifiers; ${number(health.cuts)} cuts stand`,
    );
    for (const { from, to, people } of health.sizes) {
      const size = to === null ? `${from} or more` : from === to ? String(from) : `${from} to ${to}`;
      print(`  ${size.padStart(12)} identifiers  ${number(people).padStart(12)} people`);
    }
    for (const { reason, links } of health.refusals)
      print(`  refused ${number(links).padStart(12)}  ${reasonWords(reason)}`);
    for (const { identifier, seenWith } of health.hubs.slice(0, 10)) {
      print(`  nobody’s: ${nameOf(identifier)}, seen with ${number(seenWith)}`);
    }
  });

/** `gyre identity rebuild [--check]`: exits 1 when a check finds a difference. */
export const identityRebuildCommand = (
  options: Options & { readonly check?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async ({ stores, clock }) => {
    const report = await rebuild({ ...stores, clock }, { check: options.check ?? false });
    if (options.json) print(JSON.stringify(report));
    else {
      const { read, unite, judge, write } = report.seconds;
      print(
        `${number(report.links)} links, ${number(report.identifiers)} identifiers, ${number(report.people)} people`,
      );
      print(`${number(report.doubtful)} identifiers judged link by link`);
      print(`read ${read} s, unite ${unite} s, judge ${judge} s, write ${write} s`);
      if (report.changes !== undefined) print(`${number(report.changes)} identifiers would be somebody else’s`);
    }
    if ((report.changes ?? 0) > 0) process.exitCode = 1;
  });

/** `gyre identity explain phone:13800001111` */
export const identityExplainCommand = (id: string, options: Options, command: Command): Promise<void> =>
  withGyre(command, async (gyre) => {
    const { clickhouse } = gyre.stores;
    const profiles = await peopleKnownBy(id, gyre);
    const [profileId] = profiles;
    if (profileId === undefined)
      throw problem('not_found', { detail: `nobody known by ${id}`, detailZh: `没有客户使用标识 ${id}` });
    const answer = await deskOf(gyre).explain(profileId, await keysOfProfile(clickhouse, profileId));
    print(options.json ? JSON.stringify(answer) : explanation(answer));
    if (!options.json && profiles.length > 1) print(`also: ${profiles.slice(1).join(', ')}`);
  });

/** `gyre identity unmerge user_id:u1 device_id:d9`, or with one identifier: take it out. */
export const identityUnmergeCommand = (
  a: string,
  b: string | undefined,
  options: { readonly why?: string; readonly dryRun?: boolean },
  command: Command,
): Promise<void> =>
  withGyre(command, async (gyre) => {
    const key = (id: string): string => keyOf(id, gyre);
    for (const id of b === undefined ? [a] : [a, b]) {
      key(id);
      if ((await peopleKnownBy(id, gyre)).length === 0)
        throw problem('not_found', { detail: `nobody known by ${id}`, detailZh: `没有客户使用标识 ${id}` });
    }
    const decision = {
      type: 'cut',
      a: key(a),
      ...(b === undefined ? {} : { b: key(b) }),
      why: options.why ?? '',
    } as const;
    const preview = await deskOf(gyre).preview(decision, 'command line');
    print(`people now: ${preview.before.length}, then: ${preview.after.length}`);
    for (const { profileId, keys } of preview.after) print(`  ${profileId}  ${keys.length} identifiers`);
    if (options.dryRun) return;
    const { id } = await deskOf(gyre).decide(decision, 'command line');
    print(`cut ${id ?? ''}; to undo it, end the cut in the console or by POST /api/identity/decisions`);
  });

const deskOf = ({ stores, clock, collector }: Gyre) =>
  createIdentityDesk({ clickhouse: stores.clickhouse, postgres: stores.postgres, clock, write: collector.write });

/** By any spelling a search knows; else by the key, as of an identifier of one scene: `member_id@brandA:m-1`. */
const peopleKnownBy = async (id: string, gyre: Gyre): Promise<readonly string[]> => {
  const { pseudonymizer, stores } = gyre;
  const found = await findProfiles(stores.clickhouse, id, pseudonymizer);
  return found.length > 0 || !id.includes(':')
    ? found
    : findProfiles(stores.clickhouse, keyOf(id, gyre), pseudonymizer);
};

/** `type:value`, in any spelling, or a key in digits. */
const keyOf = (id: string, { pseudonymizer }: Gyre): string => {
  if (/^\d{1,20}$/.test(id)) return id;
  const [, type = '', value = ''] = /^([a-z][\w@.-]*):(.+)$/.exec(id) ?? [];
  const stored = type === '' ? '' : pseudonymizer.stored(type, value);
  if (stored === '')
    throw problem('invalid_input', {
      detail: `${id} is no identifier such as user_id:u-1001`,
      detailZh: `${id} 不是 user_id:u-1001 这样的标识`,
    });
  return idKey(type, stored).toString();
};

const nameOf = ({ type, value, sensitive, key }: KnownIdentifier): string =>
  type === '' ? key : `${type}:${sensitive ? `${value.slice(0, 8)}…` : value}`;

/** `limit:user_id` and its like, in words. */
const reasonWords = (reason: string): string => {
  const [kind, of = ''] = reason.split(':');
  switch (kind) {
    case 'limit':
      return `the person would have too many of type ${of}`;
    case 'shared_in_fact':
      return 'one of the two is used by too many to be anybody’s';
    case 'shared_type':
      return 'identifiers of this type link nobody';
    case 'size':
      return 'the person would have too many identifiers';
    case 'cut':
      return 'kept apart by a decision';
    default:
      return reason;
  }
};

const explanation = ({ profileId, identifiers, links, cuts, past, more }: IdentityAnswer): string => {
  const named = new Map(identifiers.map((each) => [each.key, nameOf(each)]));
  const name = (key: string): string => named.get(key) ?? key;
  return [
    `OneID ${profileId}`,
    ...identifiers.filter((each) => each.profileId === profileId).map((each) => `  ${nameOf(each)}`),
    ...links.map(
      ({ a, b, rule, at, source, verdict, reason }) =>
        `  ${verdict.padEnd(11)} ${name(a)} ↔ ${name(b)}  ${at}  ${rule}${source === '' ? '' : ` from ${source}`}${reason === '' ? '' : `  (${reasonWords(reason)})`}`,
    ),
    ...(more > 0 ? [`  and ${more} more links`] : []),
    ...past.map(({ key, to, profileId: holder }) => `  ${name(key)} was ${holder}’s until ${to}`),
    ...cuts.map(
      ({ id, a, b, madeBy, madeAt, endedAt }) =>
        `  cut ${id}: ${name(a)}${b === null ? '' : ` | ${name(b)}`} by ${madeBy} ${madeAt}${endedAt === null ? '' : `, ended ${endedAt}`}`,
    ),
  ].join('\n');
};
