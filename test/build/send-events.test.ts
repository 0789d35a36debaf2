import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clientSnippet, snippetClients } from '../../console/src/parts/client-snippet-texts.ts';

const page = readFileSync(new URL('../../docs/send-events.md', import.meta.url), 'utf8');

test.each(snippetClients)('what the console shows for %s is what docs/send-events.md says', (client) => {
  expect(page).toContain(clientSnippet(client, 'https://gyre.example.com'));
});
