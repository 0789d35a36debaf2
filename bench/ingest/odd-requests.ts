import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Random, seededRandom } from '#platform';
import { soundRequests, type SoundRequest } from './sound-requests.ts';

export type OddRequest = {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/**
 * Request `number` of a series: a sound request of one of the formats, broken in a few places. The same seed and number
 * are the same bytes, so that what it finds can be found again.
 */
export const oddRequest = (seed: string, number: number, writeKey: string): OddRequest => {
  const random = seededRandom(`${seed}:${number}`);
  const sound = random.pick(soundRequests);
  const { headers, path } = addressed(sound, random, writeKey);
  if (sound.method === 'GET') return { method: 'GET', path: path + oddQuery(sound, random), headers, body: nothing };
  const body = written(sound, random, writeKey);
  return { method: 'POST', path, ...packed(headers, body, random) };
};

const nothing = Buffer.alloc(0);

const addressed = (sound: SoundRequest, random: Random, writeKey: string) => {
  const known = random.next() < 0.93;
  const key = known ? writeKey : random.pick(['', 'x', '\u00ff', '__proto__', 'k'.repeat(5000)]);
  const basic = Buffer.from(`${key}:`).toString('base64');
  const type =
    random.next() < 0.9 ? sound.contentType : random.pick(['text/xml', 'application/json; charset=gbk', '', ';']);
  return {
    path: `${sound.path}${sound.path.includes('?') ? '&' : '?'}token=${encodeURIComponent(key)}&writeKey=${encodeURIComponent(key)}`,
    headers: {
      ...sound.headers,
      ...(type === '' ? {} : { 'content-type': type }),
      authorization: random.next() < 0.95 ? `Basic ${basic}` : random.pick(['Basic', 'Basic ====', 'Bearer ', 'x y z']),
    },
  };
};

const oddQuery = ({ query }: SoundRequest, random: Random): string => {
  const text = query === undefined ? '' : JSON.stringify(mutated(query, random, 0));
  const value = random.next() < 0.5 ? Buffer.from(text).toString('base64') : text;
  return `&data=${encodeURIComponent(random.next() < 0.2 ? cut(value, random) : value.slice(0, 6000).toWellFormed())}`;
};

/** The body's text with its tree or its characters broken; now and then no text at all. */
const written = ({ body, wrap }: SoundRequest, random: Random, writeKey: string): Buffer => {
  if (random.next() < 0.06) return Buffer.from(Array.from({ length: random.int(3000) }, () => random.int(256)));
  const keyed = JSON.stringify(body).replaceAll('WRITE_KEY', writeKey);
  let tree: unknown = JSON.parse(keyed);
  for (let times = random.int(4); times >= 0; times--) tree = mutated(tree, random, 0);
  let text = JSON.stringify(tree) ?? '';
  // what no JSON writer would write, yet a sender can
  const roll = random.next();
  if (roll < 0.1) text = cut(text, random);
  else if (roll < 0.25) text = text.replace(/:\s*-?\d+(\.\d+)?/, `:${random.pick(oddNumbers)}`);
  else if (roll < 0.35) text = text.replace('{', `{${random.pick(oddMembers)},`);
  else if (roll < 0.42) text = text.replace(/"([^"]*)"(?=[,}\]])/, random.pick(oddTexts));
  const wrapped = wrap === undefined ? text : wrap(text);
  const bytes = Buffer.from(wrapped);
  if (random.next() < 0.08 && bytes.length > 0) bytes[random.int(bytes.length)] = random.int(256);
  return bytes;
};

const cut = (text: string, random: Random): string => text.slice(0, random.int(text.length + 1)).toWellFormed();

const oddNumbers = [
  '1e999',
  '-1e999',
  '9'.repeat(400),
  '-0',
  '1e-400',
  '18446744073709551616',
  '0.1e',
  '+1',
  'NaN',
  '01',
];
const oddMembers = [
  '"__proto__":{"polluted":1}',
  '"constructor":{"prototype":{"polluted":1}}',
  '"type":"track","type":"page"',
  `"deep":${'['.repeat(5000)}${']'.repeat(5000)}`,
  `"deeper":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  '"a.b":1,"a":{"b":2}',
  '"toString":1,"hasOwnProperty":2,"then":{}',
  '"":""',
  `"${'k'.repeat(20_000)}":1`,
];
const oddTexts = [
  '"\\ud800"',
  '"\\u0000"',
  '"\\ud83d\\ud83d"',
  `"${'长'.repeat(9000)}"`,
  '"$identify"',
  '"null"',
  '"2026-13-45T99:99:99Z"',
];

const oddValues = (random: Random): unknown =>
  random.pick<() => unknown>([
    () => null,
    () => random.next() < 0.5,
    () => random.pick([0, -1, 2 ** 53, -(2 ** 63), 2 ** 64, 1e308, 5e-324]),
    () =>
      random.pick([
        '',
        ' ',
        '\u0000',
        '\ud800',
        '\ufeff',
        'null',
        '__proto__',
        '$gyre',
        "'; DROP TABLE events; --",
        '{{7*7}}',
      ]),
    () => 'x'.repeat(random.int(40_000)),
    () => [],
    () => ({}),
    () => Array.from({ length: random.int(300) }, () => random.int(10)),
    () => Object.fromEntries(Array.from({ length: random.int(200) }, (_, at) => [`p${at}.${random.int(9)}`, at])),
    () => ({ ['__proto__']: { x: 1 }, constructor: 1 }),
    () => new Date(random.next() * 9e15 - 4e15 > 8.64e15 ? 0 : Math.floor(random.next() * 8e12)).toISOString(),
  ])();

/** The tree with one of its branches replaced, dropped, doubled or renamed. */
const mutated = (tree: unknown, random: Random, depth: number): unknown => {
  if (typeof tree !== 'object' || tree === null || depth > 5 || random.next() < 0.15) {
    return random.next() < 0.8 || depth > 0 ? oddValues(random) : tree;
  }
  if (Array.isArray(tree)) {
    if (tree.length === 0) return [oddValues(random)];
    const at = random.int(tree.length);
    if (random.next() < 0.1) return [...tree, ...tree, ...tree];
    return tree.map((item: unknown, index) => (index === at ? mutated(item, random, depth + 1) : item));
  }
  const entries: (readonly [string, unknown])[] = Object.entries(tree);
  if (entries.length === 0) return { [random.pick(['a', '', '__proto__', 'a.b'])]: oddValues(random) };
  const at = random.int(entries.length);
  const changed = entries.flatMap(([name, value], index): (readonly [string, unknown])[] => {
    if (index !== at) return [[name, value]];
    const roll = random.next();
    if (roll < 0.15) return [];
    if (roll < 0.25) return [[random.pick(['constructor', 'toString', 'ids', 'traits', '$set', `${name}.x`]), value]];
    return [[name, mutated(value, random, depth + 1)]];
  });
  return Object.fromEntries(changed);
};

/** A few bodies come packed, some of them falsely, some as a bomb. */
const packed = (headers: Readonly<Record<string, string>>, body: Buffer, random: Random) => {
  const roll = random.next();
  const as = (encoding: string, bytes: Buffer) => ({
    headers: { ...headers, 'content-encoding': encoding },
    body: bytes,
  });
  if (roll < 0.08) return as('gzip', gzipSync(body));
  if (roll < 0.1) return as('br', brotliCompressSync(body));
  if (roll < 0.12) return as('deflate', deflateSync(body));
  if (roll < 0.14) return as('gzip', bomb);
  if (roll < 0.15) return { headers, body: bomb };
  if (roll < 0.17) return as(random.pick(['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip', '__proto__']), body);
  return { headers, body };
};

/** 64 MB of blanks in 64 KB. */
const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, ' '));
