import fc from 'fast-check';

/** Objects as odd as JSON allows: huge numbers, half surrogates, NUL, dotted and empty keys, deep and mixed lists. */
export const anOddObject = (): fc.Arbitrary<Record<string, unknown>> =>
  fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.oneof(oddNumber, oddText, fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('object'),
    ),
    object: fc.dictionary(oddKey, tie('value'), { maxKeys: 5 }),
  })).object;

const oddNumber = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.double({ min: 2 ** 52, max: 1e22 }).map(Math.floor),
  fc.constantFrom(
    0,
    -0,
    2 ** 63,
    -(2 ** 63),
    2 ** 64,
    2 ** 64 - 2048,
    1e20,
    -1e20,
    1e21,
    5e-324,
    Number.MAX_VALUE,
    Infinity,
  ),
);
const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  // any UTF-16 code units, pairs or not
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    'a\udc00',
    '2024-01-01',
    '1e999',
    '"',
    '\\ud800',
    '1727243794.768',
    '{"a":1}',
  ),
);
const oddKey = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'a.b',
    'a.b.c',
    'b.a',
    '',
    '.',
    'a.',
    '.a',
    'a%2Eb',
    '__proto__',
    'constructor',
    '^a',
    'a[]',
    'a:`Int64`',
    '\ud800',
    '\u0000',
  ),
  oddText,
);
