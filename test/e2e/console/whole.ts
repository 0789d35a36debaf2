import { expect, test } from 'vitest';
import { patienceMs } from '../brand.ts';
import { type Operator, phone, widerThanWindow } from '../operator.ts';

/** What holds of every page, and the end. */
export const wholeTests = (operator: () => Operator): void => {
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
    '/data',
    '/data/catalogues',
    '/documents',
    '/documents/Program/repurchase',
    '/settings',
  ];

  test('at phone width nothing scrolls sideways and the navigation works', async () => {
    const { url, context, page: present, open, picture } = operator();
    await present().setViewportSize(phone);
    const { people } = await (await context.request.get(`${url}/api/people?limit=1`)).json();
    for (const path of [...paths, `/people/${people[0].profileId}`]) {
      const page = await open(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      // what stands there until the answers come is no page yet
      await page.locator('.ant-skeleton').first().waitFor({ state: 'hidden' });
      await page.waitForTimeout(300);
      await expect.poll(() => widerThanWindow(page), { timeout: patienceMs, message: path }).toBeLessThanOrEqual(0);
      await picture(`phone${path.replaceAll('/', '-')}`);
    }
    const page = present();
    await page.getByRole('navigation').getByRole('link', { name: 'Data' }).click();
    await page.waitForURL(/data$/);
  });

  test('nothing went wrong in the browser, and nobody else was asked for anything', () => {
    expect(operator().complaints).toEqual([]);
  });

  test('signing out ends the session: the same cookie is refused afterwards', async () => {
    const { gyre, url, context, open, picture } = operator();
    const owner = await gyre.auth.users.firstOwner({ name: 'Owner', language: 'zh' });
    const value = await gyre.auth.sessions.open(owner.id);
    await context.addCookies([{ name: 'gyre_session', value, url }]);
    const page = await open('/settings');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/sign-in/);
    const cookie = `gyre_session=${value}`;
    expect((await fetch(`${url}/api/home`, { headers: { cookie } })).status).toBe(401);
    expect((await context.request.get(`${url}/api/home`)).status()).toBe(401);
    await picture('signed-out');
  });
};
