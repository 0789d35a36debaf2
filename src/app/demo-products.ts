import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { problem } from '#platform';
import type { Gyre } from './gyre.ts';

/** Sends the demo brand's product list through the public API, as its own systems would. Sent again, it is the same. */
export const sendProducts = async (
  gyre: Gyre,
  { url, dir }: { readonly url: string; readonly dir: string },
): Promise<void> => {
  const path = join(dir, 'products.csv');
  if (!existsSync(path)) return;
  const entries: { id: string; attributes: Record<string, string> }[] = [];
  for await (const row of createReadStream(path).pipe(parse({ columns: true, bom: true }))) {
    const { id, ...attributes }: Record<string, string> = row;
    entries.push({ id: id ?? '', attributes });
  }
  const { keys } = gyre.auth;
  const key = await keys.create({
    name: 'lanjia-products',
    kind: 'secret',
    scopes: ['documents:write'],
    createdBy: 'demo',
  });
  try {
    const answer = await fetch(`${url}/v1/catalogues/product/entries`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ entries }),
    });
    if (!answer.ok) throw problem('internal', { internal: `products: ${answer.status} ${await answer.text()}` });
  } finally {
    await keys.revoke(key.key.id);
  }
};
