import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The web site of a brand, on an origin of its own; its pages load the SDK from Gyre by the snippet of the docs. */
export type Site = {
  readonly url: string;
  /** Puts a page of one's own there. */
  readonly publish: (path: string, html: string) => void;
  readonly close: () => Promise<void>;
};

/** @param gyre where the script comes from */
export const startSite = async (gyre: string): Promise<Site> => {
  const published = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const own = published.get(pathname);
    response.end(
      own ?? page(gyre, pathname, searchParams.get('key') ?? cookie(request.headers.cookie, 'key'), searchParams),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  // AddressInfo: it listens on a port, not on a pipe
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    publish: (path, html) => void published.set(path, html),
    close: () => closed(server),
  };
};

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const cookie = (header = '', name: string): string =>
  header
    .split('; ')
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? '';

const page = (gyre: string, path: string, key: string, query: URLSearchParams): string => `<!doctype html>
<title>${path}</title>
<script>
  window.gyre = window.gyre || function () { (gyre.q = gyre.q || []).push(arguments) };
  gyre('init', '${key}', ${query.get('options') ?? '{}'});
  document.cookie = 'key=${key};path=/';
</script>
<script async src="${gyre}/sdk/gyre.js"></script>
<style>body { margin: 0 } .tall { height: 3000px }</style>
<nav><a id="next" href="/next?token=secret#part">To the <b>next</b> page</a> <a href="mailto:a@b.cn">Mail</a></nav>
<button id="buy" data-gyre="buy">  Buy
  now  </button>
<div id="box" data-gyre="box">Box <input name="hint" value="typed by somebody"></div>
<div data-gyre-ignore><button id="private">Private</button></div>
<form id="order"><input name="name"><input name="card" type="password"><select name="size"><option>S<option>M</select>
  <button type="submit">Send</button></form>
<form id="hidden-form" data-gyre-ignore><input name="secret"></form>
<script>order.onsubmit = (event) => event.preventDefault()</script>
<div class="tall"></div>`;
