import { expect, test } from 'vitest';
import { patienceMs } from '../brand.ts';
import { appears, type Operator, typeInto } from '../operator.ts';

/** Finding a person, their tags, what they allow and their own data. */
export const peopleTests = (operator: () => Operator): void => {
  test('`/` focuses the search; a user id finds the person and the timeline', async () => {
    const { gyre, open, picture } = operator();
    const [sent] = await gyre.stores.postgres.query<{ user_id: string }>(
      `SELECT message -> 'recipient' ->> 'value' AS user_id FROM outbox_messages WHERE status = 'sent' ORDER BY key LIMIT 1`,
    );
    const page = await open('/');
    const search = page.getByRole('textbox', { name: 'Find a person' });
    await search.waitFor();
    // the page listens a moment after it is seen; in the field the key would be a letter
    await expect
      .poll(
        async () => {
          const focused = await search.evaluate((element) => element === document.activeElement);
          if (!focused) await page.keyboard.press('/');
          return focused;
        },
        { timeout: patienceMs },
      )
      .toBe(true);
    await typeInto(search, sent?.user_id ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('1 person found').waitFor();
    await picture('people');
    await page.getByRole('table').getByRole('link').first().click();
    await page.waitForURL(/people\/\d+/);
    await appears(page.getByText('Message sent'));
    await picture('person');
    await open('/people?query=u99999999');
    await appears(page.getByText('Nobody has the id u99999999'));
  });

  test('a tag says who has which value and how they moved; one is given by hand on a person’s page', async () => {
    const { open, picture } = operator();
    const page = await open('/people/tags');
    // the first pass over the brand's people may still be at work
    const stages = page.getByRole('row', { name: /Life cycle/ });
    await expect.poll(() => stages.innerText(), { timeout: 3 * patienceMs }).toMatch(/Lost \d/);
    await picture('tags');
    await page.getByRole('link', { name: 'Life cycle', exact: true }).click();
    await page.waitForURL(/people\/tags\/life_cycle$/);
    await page.getByRole('img', { name: 'Flows between values' }).waitFor();
    await page.getByText(/^Changed between/).waitFor();
    await picture('life-cycle');
    await page.getByRole('region', { name: 'People with it' }).getByRole('link').first().click();
    await page.waitForURL(/people\/\d+$/);
    const tags = page.getByRole('region', { name: 'Tags' });
    const choose = async (list: string, option: string): Promise<void> => {
      await tags.getByRole('combobox', { name: list }).click();
      await page.locator('.ant-select-dropdown').getByTitle(option).click();
      await tags.locator(`[role=combobox][aria-label="${list}"][aria-expanded=false]`).waitFor();
    };
    await tags.getByRole('button', { name: 'Give a tag' }).click();
    await choose('Which tag', 'Special care');
    await choose('Value', 'Recommends us');
    await tags.getByRole('button', { name: 'Give', exact: true }).click();
    // the form has gone, and with it its own words
    await tags.getByRole('button', { name: 'Give a tag' }).waitFor();
    const taken = tags.getByRole('button', { name: 'Take Special care away' });
    await taken.waitFor();
    const words = () => tags.getByText('Recommends us').count();
    await expect.poll(words, { timeout: patienceMs }).toBe(1);
    await taken.click();
    await expect.poll(words, { timeout: patienceMs }).toBe(0);
  });

  test('a no is written down with where it was said; a person’s data is handed out; nobody is erased by a slip', async () => {
    const { gyre, open, picture, unused } = operator();
    // somebody who has said nothing yet, also when this is tried again
    const [bought] = await gyre.stores.clickhouse.query<{ p: string }>(
      `SELECT DISTINCT toString(profile_id) AS p FROM people_events WHERE name = 'order_paid' ORDER BY p LIMIT 1 OFFSET {n:UInt32}`,
      { n: unused() },
    );
    const page = await open(`/people/${bought?.p ?? ''}?tab=privacy`);
    const allowed = page.getByRole('switch', { name: 'Marketing, SMS' });
    await allowed.click();
    await page.getByRole('textbox', { name: 'Where and how it was said' }).fill('by telephone');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('by telephone').waitFor();
    await expect.poll(() => allowed.isChecked(), { timeout: patienceMs }).toBe(false);
    await expect.poll(() => page.getByRole('dialog').count(), { timeout: patienceMs }).toBe(0);
    await picture('consent');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download everything' }).click();
    expect((await download).suggestedFilename()).toBe('personal-data.json');
    await page.getByRole('button', { name: 'Erase…' }).click();
    const dialog = page.getByRole('dialog');
    const confirmed = dialog.getByRole('button', { name: 'Erase for good' });
    const repeated = dialog.getByRole('textbox');
    await repeated.fill('somebody else');
    await expect.poll(() => repeated.inputValue(), { timeout: patienceMs }).toBe('somebody else');
    expect(await confirmed.isDisabled()).toBe(true);
    await picture('erase');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await open('/people/privacy');
    await appears(page.getByRole('row', { name: /Report/ }));
    await picture('privacy');
  });
};
