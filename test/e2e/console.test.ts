import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '#app';
import { testStores } from '#platform/testing.ts';
import { signInUrl } from '#platform/http/auth/sign-in-links.ts';
import { answerOfScript } from '../faults/script-answer.ts';
import { demoUntil, type LivingDemo, openDemo } from '../scenarios/live-demo.ts';
import { inBrowser } from './brand.ts';

const found = answerOfScript('find-chromium.mjs', 'findChromium');
const executablePath = typeof found === 'string' ? found : undefined;
const hint = 'no Chromium: install it (apt-get install chromium) or name one in GYRE_CHROMIUM';

test('a browser is there, or it is said that its tests were left out; in CI it must be', (context) => {
  if (executablePath === undefined && !process.env['CI']) {
    process.stderr.write(`The console's browser tests are skipped: ${hint}.
`);
    context.skip(hint);
  }
  expect(executablePath, hint).toBeDefined();
});

describe.skipIf(executablePath === undefined)('an operator in the console', inBrowser, async () => {
  const stores = executablePath === undefined ? undefined : await testStores();
  const pictures = process.env['GYRE_SCREENSHOTS'] ?? join(tmpdir(), 'gyre-console');
  let dataDir: string;
  let living: LivingDemo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Errors in the browser's console, and requests to anybody but us. */
  const complaints: string[] = [];

  beforeAll(async () => {
    if (stores === undefined) return;
    if (!existsSync(join(packageRoot(), 'dist/console/index.html')))
      throw new Error('the console is not built: npm run build');
    await mkdir(pictures, { recursive: true });
    dataDir = await mkdtemp(join(tmpdir(), 'gyre-e2e-'));
    living = await openDemo(stores.urls, dataDir, demoUntil(new Date()));
    await living.live();
    await living.gyre.collector.batch({
      messages: [{ type: 'track', event: 'order_paid', properties: { amount: 5 } }],
      source: 'lanjia',
      shared: {},
    });
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== living.url) complaints.push(`request to ${request.url()}`);
    });
  }, 400_000);
  afterAll(async () => {
    await browser?.close();
    await living?.close();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  const open = async (path: string): Promise<void> => {
    await page.goto(`${living.url}${path}`);
    await page.getByRole('main').waitFor();
  };
  const picture = async (name: string): Promise<void> => {
    // charts and pictures of loading fade in
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  /** True once it is seen; fails when it does not come. */
  const appears = async (sought: Locator): Promise<boolean> => {
    await sought.first().waitFor();
    return true;
  };
  const table = (name: string | RegExp) => page.getByRole('table', { name });

  test('the printed link signs in once, and Home shows the loop and what it earned, with intervals', async () => {
    const { users, links } = living.gyre.auth;
    const owner = await users.firstOwner({ name: 'Owner', language: 'zh' });
    const link = signInUrl(living.url, await links.create({ userId: owner.id }));
    await page.goto(link);
    await page
      .getByRole('heading', { name: '首页' })
      .or(page.getByRole('heading', { level: 1 }))
      .first()
      .waitFor();
    await page.getByText('闭环', { exact: false }).first().waitFor();
    const rounds = table('各轮结果').or(page.locator('table.earned-rounds'));
    await rounds.first().waitFor();
    expect(await rounds.first().getByRole('row').count()).toBe(3);
    // an estimate with its interval: at least two more figures beside it
    await expect.poll(() => page.locator('.earned-heads').innerText()).toMatch(/\d[\s\S]*\d/);
    await picture('home-zh');
    const second = await (await browser.newContext()).newPage();
    await second.goto(link);
    await second.getByText('npx gyre sign-in').waitFor();
    await second.context().close();
  }, 60_000);

  test('the language stays as it was chosen, also after a reload', async () => {
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: 'Programs' }).first().waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Programs' }).first().waitFor();
    expect(await appears(page.getByText('Against holdout'))).toBe(true);
    await picture('home-en');
  }, 60_000);

  test('a program leads to its round, the groups, the funnel and the reasons of a decision', async () => {
    await page.getByRole('link', { name: 'Programs' }).first().click();
    await page.getByRole('link', { name: 'Repurchase' }).first().click();
    await page.waitForURL(/programs\/repurchase$/);
    await page.getByRole('heading', { name: 'Rounds', exact: true }).waitFor();
    await picture('program');
    await page
      .getByRole('link', { name: /Round 2/ })
      .first()
      .click();
    await page.waitForURL(/rounds\/2/);
    await page.getByRole('heading', { name: /round 2/ }).waitFor();
    // the heading and the four groups
    await expect.poll(() => table('Groups').getByRole('row').count(), { timeout: 15_000 }).toBe(5);
    await table('From decision to purchase').waitFor();
    await picture('round');
    await page.getByRole('tab', { name: 'Plan' }).click();
    await appears(page.getByText('Planned cost'));
    await picture('round-plan');
    await page.getByRole('tab', { name: 'Model' }).click();
    await appears(page.getByText('AUC'));
    await picture('round-model');
    await page.getByRole('tab', { name: 'Decisions' }).click();
    await page.getByRole('button', { name: 'Show details' }).first().click();
    await expect.poll(() => page.locator('.rows-detail').first().innerText()).toMatch(/\w{3,}/);
    await picture('round-decisions');
  }, 90_000);

  test('the next round starts only after it was confirmed', async () => {
    await open('/programs/repurchase');
    await page.getByRole('button', { name: 'Run next round' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Run round 3 of Repurchase?').waitFor();
    await dialog.getByText('What was sent cannot be called back').waitFor();
    await picture('run-round');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await living.gyre.roundStore.list('repurchase')).toHaveLength(2);
  }, 60_000);

  test('`/` focuses the search; a user id finds the person and the timeline', async () => {
    const [sent] = await living.gyre.stores.postgres.query<{ user_id: string }>(
      `SELECT message -> 'recipient' ->> 'value' AS user_id FROM outbox_messages WHERE status = 'sent' ORDER BY key LIMIT 1`,
    );
    await open('/');
    await page.getByRole('textbox', { name: 'Find a person' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(sent?.user_id ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('1 person found').waitFor();
    await picture('people');
    await page.getByRole('table').getByRole('link').first().click();
    await page.waitForURL(/people\/\d+/);
    await page.getByText('Message sent').first().waitFor();
    await picture('person');
    const missing = '/people?query=u99999999';
    await open(missing);
    expect(await appears(page.getByText('Nobody has the id u99999999'))).toBe(true);
  }, 60_000);

  test('Data shows what arrives and what lies in quarantine', async () => {
    await open('/data');
    await page.getByText('Events arriving').waitFor();
    await page.getByText('order_paid').or(page.getByText('Order paid')).first().waitFor();
    await picture('data');
    await page.getByRole('link', { name: 'Quarantine' }).click();
    await page.waitForURL(/data\/quarantine$/);
    expect(await appears(page.getByText('could not be read or break the plan'))).toBe(true);
    await page.getByRole('button', { name: 'Show details' }).first().click();
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await appears(page.getByText('would pass'))).toBe(true);
    await picture('quarantine');
    await page.getByRole('link', { name: 'Tracking plan' }).click();
    await page.getByRole('link', { name: 'Order paid' }).click();
    await page.waitForURL(/data\/plan\/order_paid$/);
    await page.getByRole('button', { name: 'Try it' }).click();
    expect(await appears(page.getByText('would have broken it'))).toBe(true);
    // one button, which says beforehand what it would have kept out
    const switched = page.getByRole('button', { name: 'Enforce from now on' });
    await switched.click();
    expect(await appears(page.getByRole('dialog').getByText('of the last 7 days'))).toBe(true);
    await picture('plan-enforce');
    await page.getByRole('dialog').getByRole('button', { name: 'Enforce from now on' }).click();
    await page.getByRole('button', { name: 'Only observe from now on' }).waitFor();
    await picture('plan-event');
  }, 60_000);

  test('audiences say how many they are and why, and a condition is counted while it is written', async () => {
    await open('/people/audiences');
    await page.getByText('Text', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Condition' }).fill('count(order_paid) >= 1');
    await page.getByText('people, exactly').waitFor();
    await page.getByText('Blocks', { exact: true }).click();
    await page.getByRole('group', { name: 'What they did' }).getByText('at any time').waitFor();
    await picture('audiences');
    await page.getByRole('link', { name: 'Customers who bought' }).first().click();
    await page.getByRole('heading', { name: 'Some of its people, and why' }).waitFor();
    // the first pass over the brand's people may still be at work
    await expect
      .poll(
        async () => {
          await page.getByRole('button', { name: 'Others' }).click();
          await page.waitForTimeout(1_000);
          return page.locator('.why-holds').count();
        },
        { timeout: 40_000 },
      )
      .toBeGreaterThan(0);
    await picture('audience');
  }, 90_000);

  test('a snapshot shows how a feature is spread, and a band of it leads to its people', async () => {
    await open('/people/features');
    await page.getByRole('button', { name: 'Take a snapshot' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it' }).click();
    const orders = page.getByRole('row', { name: /Orders paid in 365 days/ });
    // the job is waiting for its turn, and its work takes seconds
    await expect.poll(() => orders.innerText(), { timeout: 60_000 }).toMatch(/0\.0%/);
    await picture('features');
    await orders.getByRole('link', { name: 'Orders paid in 365 days' }).click();
    await page.waitForURL(/people\/features\/orders-365d$/);
    // while the list gives way several of its rows say so, too
    expect(await appears(page.getByText('number of "Order paid", in the last 365 days'))).toBe(true);
    await page.locator('.feature-people a').first().waitFor();
    await picture('feature');
    await page.locator('.feature-people a').first().click();
    await page.waitForURL(/people\/\d+$/);
    await page.getByRole('tab', { name: 'Features' }).click();
    expect(await appears(page.getByRole('link', { name: 'Orders paid in 365 days' }))).toBe(true);
  }, 90_000);

  test('a tag says who has which value and how they moved; one is given by hand on a person’s page', async () => {
    await open('/people/tags');
    // the first pass over the brand's people may still be at work
    const stages = page.getByRole('row', { name: /Life cycle/ });
    await expect.poll(() => stages.innerText(), { timeout: 60_000 }).toMatch(/Lost \d/);
    await picture('tags');
    await page.getByRole('link', { name: 'Life cycle', exact: true }).click();
    await page.waitForURL(/people\/tags\/life_cycle$/);
    await page.getByRole('img', { name: 'Flows between values' }).waitFor();
    await page.getByText(/^Changed between/).waitFor();
    await picture('life-cycle');
    await page.getByRole('region', { name: 'People with it' }).getByRole('link').first().click();
    await page.waitForURL(/people\/\d+$/);
    const tags = page.getByRole('region', { name: 'Tags' });
    await tags.getByRole('button', { name: 'Give a tag' }).click();
    await tags.getByRole('combobox', { name: 'Which tag' }).click();
    await page.getByTitle('Special care').click();
    await tags.getByRole('combobox', { name: 'Value' }).click();
    await page.getByTitle('Recommends us').click();
    await tags.getByRole('button', { name: 'Give', exact: true }).click();
    const taken = tags.getByRole('button', { name: 'Take Special care away' });
    await taken.waitFor();
    await expect.poll(() => tags.getByText('Recommends us').count(), { timeout: 20_000 }).toBe(1);
    await taken.click();
    await expect.poll(() => tags.getByText('Recommends us').count(), { timeout: 20_000 }).toBe(0);
  }, 90_000);

  test('an audience is built of blocks with the keyboard alone, counted meanwhile, and kept', async () => {
    const words = page.waitForResponse((answer) => answer.url().endsWith('/api/condition-words'));
    await open('/people/audiences');
    await words;
    const { keyboard } = page;
    const hasFocus = (sought: Locator) =>
      expect.poll(() => sought.evaluate((element) => element === document.activeElement), { timeout: 20_000 });
    const builder = page.getByRole('region', { name: 'Who is meant' });
    await builder.getByRole('button', { name: 'Add a condition' }).focus();
    await keyboard.press('Enter');
    await hasFocus(page.getByRole('menuitem', { name: 'What they did, or never did' })).toBe(true);
    await keyboard.press('Enter');
    const row = builder.getByRole('group', { name: 'What they did' });
    await hasFocus(row.getByRole('combobox', { name: 'Event' })).toBe(true);
    await keyboard.type('Order paid');
    await page.locator('.ant-select-item-option-active', { hasText: 'order_paid' }).waitFor();
    await keyboard.press('Enter');
    // a key pressed while the list still closes would be the list's
    await row.locator('[role=combobox][aria-label=Event][aria-expanded=false]').waitFor();
    const tabTo = async (sought: Locator) => {
      await keyboard.press('Tab');
      await hasFocus(sought).toBe(true);
    };
    await tabTo(row.getByRole('combobox', { name: 'What of it' }));
    await tabTo(row.getByRole('combobox', { name: 'How compared' }));
    await tabTo(row.getByRole('spinbutton', { name: 'Value' }));
    await keyboard.type('2');
    await tabTo(row.getByRole('combobox', { name: 'When' }));
    await tabTo(row.getByRole('spinbutton', { name: 'How long' }));
    await keyboard.type('365');
    const counted = builder.getByRole('status');
    await expect
      .poll(() => counted.innerText(), { timeout: 30_000 })
      .toMatch(/^[\d,]+\s+[\d.]+% of [\d,]+ people, exactly$/);
    await picture('blocks');
    await builder.getByRole('button', { name: 'Save as audience' }).focus();
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'A new audience' });
    await dialog.getByText('count(order_paid, 365d) >= 2').waitFor();
    await hasFocus(dialog.getByRole('textbox', { name: 'Name in Chinese' })).toBe(true);
    await keyboard.press('Tab');
    await keyboard.type('Bought twice');
    await dialog.getByRole('button', { name: 'Publish' }).focus();
    await keyboard.press('Enter');
    const kept = table('All audiences').getByRole('row', { name: /Bought twice/ });
    // the count of the last figures typed, and its people worked out
    await expect
      .poll(async () => [(await counted.innerText()).split(/\s/)[0], (await kept.innerText()).split('\t')[1]?.trim()], {
        timeout: 60_000,
      })
      .toSatisfy(([preview, size]: readonly string[]) => preview !== '0' && preview === size);
    await page.setViewportSize({ width: 375, height: 780 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await picture('phone-blocks');
    await page.setViewportSize({ width: 1440, height: 900 });
  }, 120_000);

  test('a no is written down with where it was said; a person’s data is handed out; nobody is erased by a slip', async () => {
    const [bought] = await living.gyre.stores.clickhouse.query<{ p: string }>(
      `SELECT toString(profile_id) AS p FROM people_events WHERE name = 'order_paid' ORDER BY p LIMIT 1`,
    );
    await open(`/people/${bought?.p ?? ''}?tab=privacy`);
    await page.getByRole('switch', { name: 'Marketing, SMS' }).click();
    await page.getByRole('textbox', { name: 'Where and how it was said' }).fill('by telephone');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('by telephone').waitFor();
    expect(await page.getByRole('switch', { name: 'Marketing, SMS' }).isChecked()).toBe(false);
    await picture('consent');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download everything' }).click();
    expect((await download).suggestedFilename()).toBe('personal-data.json');
    await page.getByRole('button', { name: 'Erase…' }).click();
    const confirmed = page.getByRole('button', { name: 'Erase for good' });
    await page.getByRole('dialog').getByRole('textbox').fill('somebody else');
    expect(await confirmed.isDisabled()).toBe(true);
    await picture('erase');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await open('/people/privacy');
    await page
      .getByRole('row', { name: /Report/ })
      .first()
      .waitFor();
    await picture('privacy');
  }, 60_000);

  test('a catalogue’s entries are found by what they are', async () => {
    await open('/data/catalogues');
    await page.getByRole('searchbox', { name: 'Find by id or any attribute' }).fill('空调');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /ac-1/ }).waitFor();
    await expect.poll(() => page.getByRole('row', { name: /fridge/ }).count()).toBe(0);
    await picture('catalogues');
  }, 60_000);

  test('a broken expression is told with its place, before anything is saved', async () => {
    await open('/documents');
    await page
      .getByRole('link', { name: /^Feature\b/ })
      .first()
      .click();
    await page.waitForURL(/documents\/Feature$/);
    await page.getByRole('main').getByRole('table').getByRole('link').first().click();
    await page.waitForURL(/documents\/Feature\/.+/);
    const editor = page.getByRole('main').locator('textarea').first();
    await editor.waitFor();
    const text = await editor.inputValue();
    const line = text.split('\n').findIndex((each) => each.includes('expression')) + 1;
    await editor.fill(text.replace(/expression: .*/, 'expression: "count(order_paid, 30d) +"'));
    await page.getByRole('button', { name: `Line ${line}` }).waitFor();
    await expect.poll(() => page.locator('.problem-error').first().innerText()).toMatch(/expression/);
    await picture('document-problem');
    // leaving asks, because nothing was saved
    await page.getByRole('link', { name: 'Home' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(`${living.url}/`);
  }, 60_000);

  test('at phone width nothing scrolls sideways and the navigation works', async () => {
    await page.setViewportSize({ width: 375, height: 780 });
    const { people } = await (await page.request.get(`${living.url}/api/people?limit=1`)).json();
    const paths = [
      '/',
      '/programs',
      '/programs/repurchase',
      '/programs/repurchase/rounds/2',
      '/people',
      '/people/audiences',
      '/people/features',
      '/people/features/orders-365d',
      '/people/tags',
      '/people/tags/life_cycle',
      '/people/tags/value_tier',
      `/people/${people[0].profileId}`,
      '/data',
      '/data/catalogues',
      '/documents',
      '/documents/Program/repurchase',
      '/settings',
    ];
    const wide: string[] = [];
    for (const path of paths) {
      await open(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      const [scroll, width] = await page.evaluate(
        () => [document.documentElement.scrollWidth, window.innerWidth] as const,
      );
      if (scroll > width) wide.push(`${path}: ${scroll} > ${width}`);
      await picture(`phone${path.replaceAll('/', '-')}`);
    }
    expect(wide).toEqual([]);
    await page.getByRole('navigation').getByRole('link', { name: 'Data' }).click();
    await page.waitForURL(/data$/);
    await page.setViewportSize({ width: 1440, height: 900 });
  }, 120_000);

  test('nothing went wrong in the browser, and nobody else was asked for anything', () => {
    expect(complaints).toEqual([]);
  });

  test('signing out ends the session: the same cookie is refused afterwards', async () => {
    const cookies = await context.cookies();
    await open('/settings');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/sign-in/);
    const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await fetch(`${living.url}/api/home`, { headers: { cookie: header } })).status).toBe(401);
    expect((await page.request.get(`${living.url}/api/home`)).status()).toBe(401);
    await picture('signed-out');
  }, 60_000);
});
