import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { problem } from '#platform';
import { isPrivateAddress, PrivateAddressError, publicLookup } from '#platform/http/private-address.ts';
import type { Part } from './part.ts';

const maxRedirects = 5;
/** Silence longer than this ends a download. */
const idleMs = 60_000;

/**
 * A file behind an http(s) URL. Only hosts on the list are asked, also after a redirect, and the list is exact:
 * `files.example.com`, `files.example.com:8443`, or `*.example.com`. An address of a private network is refused unless
 * the host stands on the list literally, without a star, as an IP address or as `host!`.
 * @throws GyreError `invalid_input` (field `url`) for a host that is not listed.
 */
export const urlPart = async (url: string, hosts: readonly string[]): Promise<Part> => {
  const checked = new URL(url);
  permit(checked, hosts);
  return {
    name: checked.pathname.split('/').at(-1) || checked.host,
    sizeBytes: undefined,
    version: url,
    open: () => download(checked, hosts),
  };
};

const download = async (first: URL, hosts: readonly string[]): Promise<IncomingMessage> => {
  let url = first;
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const lists = permit(url, hosts);
    const answer = await ask(url, lists === 'public');
    const status = answer.statusCode ?? 0;
    const { location } = answer.headers;
    if (status >= 300 && status < 400 && location !== undefined) {
      answer.destroy();
      url = new URL(location, url);
      continue;
    }
    if (status !== 200) {
      answer.destroy();
      throw refused(`${url.host} answered ${status}`, `${url.host} 返回 ${status}`);
    }
    return answer;
  }
  throw refused(`more than ${maxRedirects} redirects`, `重定向超过 ${maxRedirects} 次`);
};

/** Whether the host may be of a private network: only when whoever runs Gyre wrote it so. */
const permit = (url: URL, hosts: readonly string[]): 'public' | 'any' => {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`${url.protocol} is not http(s)`, '只支持 http(s)');
  if (url.username !== '' || url.password !== '') throw refused('a URL must not hold a password', 'URL 中不能带密码');
  const names = [url.host, url.hostname].map((name) => name.toLowerCase());
  const literally = hosts.some(
    (host) =>
      names.includes(host.replace(/!$/, '')) &&
      (host.endsWith('!') || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0),
  );
  if (literally) return 'any';
  const listed = hosts.some((host) =>
    host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : names.includes(host),
  );
  if (!listed)
    throw refused(
      `${url.host} is not among the hosts that may be read from; whoever runs Gyre can add it to GYRE_IMPORT_HOSTS`,
      `${url.host} 不在允许读取的主机之列；请由管理员加入 GYRE_IMPORT_HOSTS`,
    );
  return 'public';
};

const ask = (url: URL, publicOnly: boolean): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const address = url.hostname.replace(/^\[|\]$/g, '');
    if (publicOnly && isIP(address) !== 0 && isPrivateAddress(address)) throw ofPrivateNetwork(address);
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const asked = request(url, { ...(publicOnly ? { lookup: publicLookup } : {}), timeout: idleMs }, resolve);
    asked.on('timeout', () => asked.destroy(new Error(`${url.host} fell silent`)));
    asked.on('error', (cause) =>
      reject(
        cause instanceof PrivateAddressError
          ? ofPrivateNetwork(url.hostname)
          : refused(cause.message, `读取失败：${cause.message}`),
      ),
    );
    asked.end();
  });

const ofPrivateNetwork = (host: string) =>
  refused(
    `${host} is an address of a private network; if that is meant, whoever runs Gyre lists it as ${host}!`,
    `${host} 是内网地址；确需读取时，请由管理员在 GYRE_IMPORT_HOSTS 中写作 ${host}!`,
  );

const refused = (detail: string, detailZh: string) => problem('invalid_input', { field: 'url', detail, detailZh });
