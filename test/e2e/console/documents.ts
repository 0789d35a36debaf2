import { expect, test } from 'vitest';
import { patienceMs } from '../brand.ts';
import { appears, type Operator } from '../operator.ts';

/** Documents as text. */
export const documentTests = (operator: () => Operator): void => {
  test('a broken expression is told with its place, before anything is saved', async () => {
    const { url, open, picture } = operator();
    const page = await open('/documents');
    await page
      .getByRole('link', { name: /^Feature\b/ })
      .first()
      .click();
    await page.waitForURL(/documents\/Feature$/);
    await page.getByRole('main').getByRole('table').getByRole('link').first().click();
    await page.waitForURL(/documents\/Feature\/.+/);
    const editor = page.getByRole('main').locator('textarea').first();
    await expect.poll(() => editor.inputValue(), { timeout: patienceMs }).toMatch(/expression: /);
    const text = await editor.inputValue();
    const line = text.split('\n').findIndex((each) => each.includes('expression')) + 1;
    await editor.fill(text.replace(/expression: .*/, 'expression: "count(order_paid, 30d) +"'));
    await appears(page.getByRole('button', { name: `Line ${line}` }));
    await expect
      .poll(() => page.locator('.problem-error').first().innerText(), { timeout: patienceMs })
      .toMatch(/expression/);
    await picture('document-problem');
    // leaving asks, because nothing was saved
    await page.getByRole('link', { name: 'Home' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.waitForURL(`${url}/`);
  });
};
