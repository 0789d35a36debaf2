import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPrivateAddress, PrivateAddressError, publicLookup } from '#platform/http/private-address.ts';

export type PostArgs = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly allowPrivate: boolean;
};

export type PostAnswer = {
  readonly status: number;
  readonly body: string;
  /** The header, if there is one: seconds, or a date. */
  readonly retryAfter: string | undefined;
};

/** Answers longer than this are cut: they are looked at, not used. */
const maxAnswerBytes = 16_384;

/**
 * One POST. Redirects are not followed: a signed message goes to the address that was agreed and to no other.
 * @throws on anything but a complete answer: name, connection, TLS, time
 */
export const post = ({ url, headers, body, timeoutMs, allowPrivate }: PostArgs): Promise<PostAnswer> =>
  new Promise((resolve, reject) => {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // a literal address is never looked up, so the lookup below would not see it
    if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return reject(new PrivateAddressError(host));
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const call = send(
      target,
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
        ...(allowPrivate ? {} : { lookup: publicLookup }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (part: Buffer) => {
          if (bytes < maxAnswerBytes) parts.push(part);
          bytes += part.length;
        });
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            body: Buffer.concat(parts).toString('utf8'),
            retryAfter: answer.headers['retry-after'],
          }),
        );
        answer.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(body);
  });
