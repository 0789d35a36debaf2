import { expect, test } from 'vitest';
import { signInUrl } from '#platform/http/auth/sign-in-links.ts';
import { patienceMs } from '../brand.ts';
import { appears, type Operator } from '../operator.ts';

/** Signing in, and from Home to the reasons of a decision. */
export const loopTests = (operator: () => Operator): void => {
  test('the printed link signs in once, and Home shows the loop and what it earned, with intervals', async () => {
    const { gyre, url, page, table, picture, stranger } = operator();
    const { users, links } = gyre.auth;
    const owner = await users.firstOwner({ name: 'Owner', language: 'zh' });
    const link = signInUrl(url, await links.create({ userId: owner.id }));
    await page().goto(link);
    await appears(
      page()
        .getByRole('heading', { name: '首页' })
        .or(page().getByRole('heading', { level: 1 })),
    );
    await appears(page().getByText('闭环', { exact: false }));
    const rounds = table('各轮结果').or(page().locator('table.earned-rounds')).first();
    await expect.poll(() => rounds.getByRole('row').count(), { timeout: patienceMs }).toBe(3);
    // an estimate with its interval: at least two more figures beside it
    await expect
      .poll(() => page().locator('.earned-heads').innerText(), { timeout: patienceMs })
      .toMatch(/\d[\s\S]*\d/);
    await picture('home-zh');
    const other = await stranger();
    const second = await other.newPage();
    await second.goto(link);
    await second.getByText('npx gyre sign-in').waitFor();
    await other.close();
  });

  test('the language stays as it was chosen, also after a reload', async () => {
    const { context, url, open, picture } = operator();
    await context.request.put(`${url}/api/me`, { headers: { origin: url }, data: { language: 'zh' } });
    const page = await open('/');
    const remembered = page.waitForResponse(
      (answer) => answer.url().endsWith('/api/me') && answer.request().method() === 'PUT',
    );
    await page.getByRole('button', { name: 'English' }).click();
    await remembered;
    await appears(page.getByRole('link', { name: 'Programs' }));
    await page.reload();
    await appears(page.getByRole('link', { name: 'Programs' }));
    expect(await appears(page.getByText('Against holdout'))).toBe(true);
    await picture('home-en');
  });

  test('a program leads to its round, the groups, the funnel and the reasons of a decision', async () => {
    const { open, table, picture } = operator();
    const page = await open('/');
    await page.getByRole('link', { name: 'Programs' }).first().click();
    await page.waitForURL(/programs$/);
    await page.getByRole('main').getByRole('link', { name: 'Repurchase' }).first().click();
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
    await expect.poll(() => table('Groups').getByRole('row').count(), { timeout: patienceMs }).toBe(5);
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
    await expect
      .poll(() => page.locator('.rows-detail').first().innerText(), { timeout: patienceMs })
      .toMatch(/\w{3,}/);
    await picture('round-decisions');
  });

  test('the next round starts only after it was confirmed', async () => {
    const { gyre, open, picture } = operator();
    const page = await open('/programs/repurchase');
    await page.getByRole('button', { name: 'Run next round' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Run round 3 of Repurchase?').waitFor();
    await dialog.getByText('What was sent cannot be called back').waitFor();
    await picture('run-round');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await gyre.roundStore.list('repurchase')).toHaveLength(2);
  });
};
