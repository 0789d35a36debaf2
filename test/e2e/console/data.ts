import { expect, test } from 'vitest';
import { patienceMs } from '../brand.ts';
import { appears, type Operator } from '../operator.ts';

/** What arrives, what does not, and the catalogues. */
export const dataTests = (operator: () => Operator): void => {
  test('Data shows what arrives and what lies in quarantine', async () => {
    const { open, picture } = operator();
    const page = await open('/data');
    await page.getByText('Events arriving').waitFor();
    await appears(page.getByText('order_paid').or(page.getByText('Order paid')));
    await picture('data');
    await page.getByRole('link', { name: 'Quarantine' }).click();
    await page.waitForURL(/data\/quarantine$/);
    await appears(page.getByText('could not be read or break the plan'));
    await page.getByRole('button', { name: 'Show details' }).first().click();
    await page.getByRole('button', { name: 'Preview' }).click();
    expect(await appears(page.getByText('would pass'))).toBe(true);
    await picture('quarantine');
  });

  test('the plan says what enforcing it would have kept out, before one button does it', async () => {
    const { open, picture } = operator();
    const page = await open('/data/plan');
    await page.getByRole('link', { name: 'Order paid' }).click();
    await page.waitForURL(/data\/plan\/order_paid$/);
    const [enforce, observe] = ['Enforce from now on', 'Only observe from now on'].map((name) =>
      page.getByRole('main').getByRole('button', { name }),
    );
    if (enforce === undefined || observe === undefined) throw new Error('two buttons');
    const confirm = async (): Promise<void> => {
      const dialog = page.getByRole('dialog');
      await dialog.locator('.ant-btn-primary').click();
      await dialog.waitFor({ state: 'hidden' });
    };
    // an earlier try may have enforced it
    await appears(enforce.or(observe));
    if (await observe.isVisible()) {
      await observe.click();
      await confirm();
    }
    // each version can be tried; enforcing makes another
    await page.getByRole('button', { name: 'Try it' }).first().click();
    await appears(page.getByText('would have broken it'));
    await enforce.click();
    await appears(page.getByRole('dialog').getByText('of the last 7 days'));
    await picture('plan-enforce');
    await confirm();
    expect(await appears(observe)).toBe(true);
    await picture('plan-event');
  });

  test('a catalogue’s entries are found by what they are', async () => {
    const { open, picture } = operator();
    const page = await open('/data/catalogues');
    const search = page.getByRole('searchbox', { name: 'Find by id or any attribute' });
    await search.fill('空调');
    await search.press('Enter');
    await page.getByRole('row', { name: /ac-1/ }).waitFor();
    await expect.poll(() => page.getByRole('row', { name: /fridge/ }).count(), { timeout: patienceMs }).toBe(0);
    await picture('catalogues');
  });
};
