import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '#app';
import { testStores } from '#platform/testing.ts';
import { type Brand, browserPath, inBrowser, openBrand, patienceMs, pictureOf } from './brand.ts';

test('the script stays below 6 KB, gzipped', () => {
  const script = readFileSync(join(packageRoot(), 'dist/sdk/gyre.js'));
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(6 * 1024);
});

describe.skipIf(browserPath === undefined)('a newcomer who records a site', inBrowser, async () => {
  const stores = browserPath === undefined ? undefined : await testStores();
  let brand: Brand;
  let sites = 0;
  beforeAll(async () => {
    if (stores !== undefined) brand = await openBrand(stores);
  }, 240_000);
  afterAll(() => brand?.close());

  test('the demo shop shows what it sends, to whoever is signed in; the events stand in the log', async () => {
    const { context, page } = await brand.visitor();
    await page.goto(`${brand.gyreUrl}/sdk/demo`);
    await page.getByText('请先登录控制台').waitFor();
    await brand.signIn(context);
    await page.reload();
    const sent = page.locator('#sent');
    await sent.getByText('$page').first().waitFor();
    await page.getByRole('link', { name: '查看' }).first().click();
    await sent.getByText('product_viewed').first().waitFor();
    await page.getByRole('button', { name: '加入购物车' }).click();
    await sent.getByText('cart_added').first().waitFor();
    await page.getByRole('link', { name: /购物车/ }).click();
    for (const label of ['姓名', '手机号', '地址']) await page.getByLabel(label).fill('1');
    await pictureOf(page, 'demo-zh');
    await page.getByRole('button', { name: /立即付款/ }).click();
    await page.getByText('付款成功').waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByText('What this page sends').waitFor();
    await pictureOf(page, 'demo-phone-en');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expect
      .poll(() => brand.namesOf('sdk-demo'), { timeout: patienceMs })
      .toEqual(
        expect.arrayContaining(['$page', 'cart_added', 'element_clicked', 'order_paid', 'page_left', 'product_viewed']),
      );
  });

  test('the settings show the snippet to paste, with the new key in it', async () => {
    const { context, page } = await brand.visitor();
    await brand.signIn(context);
    await page.goto(`${brand.gyreUrl}/settings`);
    await page.getByRole('button', { name: '新建密钥' }).click();
    const site = `official-site-${++sites}`;
    await page.getByLabel('名称').fill(site);
    await page.getByRole('button', { name: '创建密钥' }).click();
    const snippet = page.getByRole('dialog').locator('.browser-snippet pre');
    await snippet.waitFor();
    await pictureOf(page, 'snippet-zh');
    const text = await snippet.innerText();
    await page.getByRole('button', { name: '我已复制' }).click();
    await page.setViewportSize({ width: 390, height: 800 });
    await page
      .getByRole('button', { name: /^代\s?码$/ })
      .first()
      .click();
    await page.getByText('请把 WRITE_KEY 换成').waitFor();
    await pictureOf(page, 'snippet-phone-zh');
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    // what is shown is what works: a page made of it records itself
    brand.publish('/pasted', `<title>p</title>${text}`);
    await page.goto(`${brand.siteUrl}/pasted`);
    await expect.poll(() => brand.namesOf(site), { timeout: patienceMs }).toContain('$page');
  });

  test('nothing went wrong in the browser', () => {
    expect(brand.complaints).toEqual([]);
  });
});
