import { expect, test } from 'vitest';
import { clientSnippet, snippetClients } from './client-snippet-texts.ts';

const [page] = Object.values(
  import.meta.glob<string>('../../../docs/send-events.md', { query: '?raw', import: 'default', eager: true }),
);

test.each(snippetClients)('what the console shows for %s is what docs/send-events.md says', (client) => {
  expect(page).toContain(clientSnippet(client, 'https://gyre.example.com'));
});
