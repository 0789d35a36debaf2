import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { patienceMs } from '../brand.ts';
import { appears, hasFocus, type Operator, phone, typeInto, widerThanWindow } from '../operator.ts';

/** Audiences by text and by blocks, and the features they are made of. */
export const audienceTests = (operator: () => Operator): void => {
  test('audiences say how many they are and why, and a condition is counted while it is written', async () => {
    const { open, picture } = operator();
    const page = await open('/people/audiences');
    await page.getByText('Text', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Condition' }).fill('count(order_paid) >= 1');
    await page.getByText('people, exactly').waitFor();
    await page.getByText('Blocks', { exact: true }).click();
    await page.getByRole('group', { name: 'What they did' }).getByText('at any time').waitFor();
    await picture('audiences');
    await page.getByRole('link', { name: 'Customers who bought' }).first().click();
    await page.getByRole('heading', { name: 'Some of its people, and why' }).waitFor();
    // the first pass over the brand's people may still be at work: others are asked for until there are some
    const why = page.locator('.why-holds');
    await expect
      .poll(
        async () => {
          const shown = await why.count();
          if (shown === 0) await page.getByRole('button', { name: 'Others' }).click();
          return shown;
        },
        { timeout: 3 * patienceMs, interval: 2_000 },
      )
      .toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Others' }).click();
    await appears(why);
    await picture('audience');
  });

  test('a snapshot shows how a feature is spread, and a band of it leads to its people', async () => {
    const { url, context, open, picture } = operator();
    const page = await open('/people/features');
    const asked = page.waitForResponse((answer) => answer.url().endsWith('/api/features/snapshots'));
    await page.getByRole('button', { name: 'Take a snapshot' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it' }).click();
    await asked;
    // the job is waiting for its turn, and its work takes seconds; an earlier try's snapshot of the same time gives way to it
    await expect
      .poll(async () => (await (await context.request.get(`${url}/api/features`)).json()).job?.state, {
        timeout: 3 * patienceMs,
      })
      .toBe('done');
    const orders = page.getByRole('row', { name: /Orders paid in 365 days/ });
    await expect.poll(() => orders.innerText(), { timeout: 3 * patienceMs }).toMatch(/0\.0%/);
    await picture('features');
    await orders.getByRole('link', { name: 'Orders paid in 365 days' }).click();
    await page.waitForURL(/people\/features\/orders-365d$/);
    // while the list gives way several of its rows say so, too
    await appears(page.getByText('number of "Order paid", in the last 365 days'));
    await appears(page.locator('.feature-people a'));
    await picture('feature');
    await page.locator('.feature-people a').first().click();
    await page.waitForURL(/people\/\d+$/);
    await page.getByRole('tab', { name: 'Features' }).click();
    await appears(page.getByRole('link', { name: 'Orders paid in 365 days' }));
  });

  test('an audience is built of blocks with the keyboard alone, counted meanwhile, and kept', async () => {
    const { open, table, picture, unused } = operator();
    const page = await open('/people/audiences');
    const { keyboard } = page;
    const press = async (button: Locator): Promise<void> => {
      await expect.poll(() => button.isEnabled(), { timeout: patienceMs }).toBe(true);
      await button.focus();
      await hasFocus(button);
      await keyboard.press('Enter');
    };
    const tabTo = async (sought: Locator): Promise<void> => {
      await keyboard.press('Tab');
      await hasFocus(sought);
    };
    const builder = page.getByRole('region', { name: 'Who is meant' });
    await press(builder.getByRole('button', { name: 'Add a condition' }));
    await hasFocus(page.getByRole('menuitem', { name: 'What they did, or never did' }));
    await keyboard.press('Enter');
    const row = builder.getByRole('group', { name: 'What they did' });
    const event = row.getByRole('combobox', { name: 'Event' });
    await typeInto(event, 'Order paid');
    // found when the names have come
    await page.locator('.ant-select-item-option-active', { hasText: 'order_paid' }).waitFor();
    await keyboard.press('Enter');
    // a key pressed while the list still closes would be the list's
    await row.locator('[role=combobox][aria-label=Event][aria-expanded=false]').waitFor();
    await tabTo(row.getByRole('combobox', { name: 'What of it' }));
    await tabTo(row.getByRole('combobox', { name: 'How compared' }));
    const value = row.getByRole('spinbutton', { name: 'Value' });
    await tabTo(value);
    await typeInto(value, '2');
    await tabTo(row.getByRole('combobox', { name: 'When' }));
    const days = row.getByRole('spinbutton', { name: 'How long' });
    await tabTo(days);
    await typeInto(days, '365');
    const counted = builder.getByRole('status');
    await expect
      .poll(() => counted.innerText(), { timeout: 2 * patienceMs })
      .toMatch(/^[\d,]+\s+[\d.]+% of [\d,]+ people, exactly$/);
    await picture('blocks');
    await press(builder.getByRole('button', { name: 'Save as audience' }));
    const dialog = page.getByRole('dialog', { name: 'A new audience' });
    await dialog.getByText('count(order_paid, 365d) >= 2').waitFor();
    await hasFocus(dialog.getByRole('textbox', { name: 'Name in Chinese' }));
    const english = dialog.getByRole('textbox', { name: 'Name in English' });
    await tabTo(english);
    const title = `Bought twice, ${unused()}`;
    await typeInto(english, title);
    await press(dialog.getByRole('button', { name: 'Publish' }));
    const kept = table('All audiences').getByRole('row', { name: title });
    // the count of the last figures typed, and its people worked out
    await expect
      .poll(async () => [(await counted.innerText()).split(/\s/)[0], (await kept.innerText()).split('\t')[1]?.trim()], {
        timeout: 3 * patienceMs,
      })
      .toSatisfy(([preview, size]: readonly string[]) => preview !== '0' && preview === size);
    await dialog.waitFor({ state: 'hidden' });
    await page.setViewportSize(phone);
    await expect.poll(() => widerThanWindow(page), { timeout: patienceMs }).toBeLessThanOrEqual(0);
    await picture('phone-blocks');
  });
};
