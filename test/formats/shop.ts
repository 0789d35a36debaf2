import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '#app';

/** A brand's web pages, each with one official client bundled into it, on an origin that is not the receiver's. */
export type Shop = { readonly url: string; readonly close: () => Promise<void> };

const clients = ['segment', 'rudderstack', 'posthog', 'sensors'] as const;
export type Client = (typeof clients)[number];

export const openShop = async (): Promise<Shop> => {
  const { outputFiles } = await build({
    entryPoints: clients.map((client) => join(packageRoot(), 'test/formats/pages', `${client}.js`)),
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop');
    const script = scripts.get(pathname);
    if (script !== undefined) return response.setHeader('content-type', 'text/javascript').end(script);
    const client = pathname.slice(1);
    return response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(
        `<!doctype html><title>${client}</title><button id="buy">购买</button><script type="module" src="/${client}.js"></script>`,
      );
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  // it listens on a port, so its address is of this shape
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
