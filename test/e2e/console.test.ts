import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { browserPath, inBrowser } from './brand.ts';
import { audienceTests } from './console/audiences.ts';
import { dataTests } from './console/data.ts';
import { documentTests } from './console/documents.ts';
import { loopTests } from './console/loop.ts';
import { peopleTests } from './console/people.ts';
import { wholeTests } from './console/whole.ts';
import { openOperator, type Operator } from './operator.ts';

const hint = 'no Chromium: install it (apt-get install chromium) or name one in GYRE_CHROMIUM';

test('a browser is there, or it is said that its tests were left out; in CI it must be', (context) => {
  if (browserPath === undefined && !process.env['CI']) {
    process.stderr.write(`The console's browser tests are skipped: ${hint}.
`);
    context.skip(hint);
  }
  expect(browserPath, hint).toBeDefined();
});

// one file for all: the brand's year and its two rounds take as long as everything that is then tried in the browser
describe.skipIf(browserPath === undefined)('an operator in the console', inBrowser, async () => {
  const stores = browserPath === undefined ? undefined : await testStores();
  let operator: Operator;
  beforeAll(async () => {
    if (stores !== undefined) operator = await openOperator(stores);
  }, 600_000);
  afterAll(() => operator?.close());
  beforeEach(() => operator.freshPage());

  const present = (): Operator => operator;
  loopTests(present);
  peopleTests(present);
  dataTests(present);
  audienceTests(present);
  documentTests(present);
  wholeTests(present);
});
