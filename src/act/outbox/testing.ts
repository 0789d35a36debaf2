import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { QueuedMessage } from './enqueue.ts';

/** A message for tests. */
export const aMessage = (key: string, over: Partial<QueuedMessage> = {}): QueuedMessage => ({
  key,
  channel: 'test',
  profileId: '7',
  program: 'repurchase',
  round: 1,
  recipient: { type: 'email', value: `${key.replace(/\W/g, '-')}@example.com` },
  language: 'en',
  title: 'Come back',
  body: 'We kept something for you.',
  facts: { offer: 'voucher30' },
  queuedAt: '2026-01-01T00:00:00.000Z',
  ...over,
});

export type HttpCall = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A real receiver of webhooks. `answer` decides what each call hears. */
export const aReceiver = async (
  answer: (call: HttpCall) => number | { status: number; headers?: Record<string, string>; body?: string } = () => 204,
): Promise<{ readonly url: string; readonly calls: HttpCall[]; readonly close: () => Promise<void> }> => {
  const calls: HttpCall[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const call = { headers: request.headers, body: Buffer.concat(parts).toString('utf8') };
      calls.push(call);
      const reply = answer(call);
      if (typeof reply === 'number') response.writeHead(reply).end();
      else response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server.address())}/hook`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type ReceivedMail = { readonly to: string; readonly content: string; readonly encrypted: boolean };

export type MailServer = {
  readonly port: number;
  readonly mails: ReceivedMail[];
  readonly users: readonly { readonly user: string; readonly encrypted: boolean }[];
  readonly close: () => Promise<void>;
};

/** A real SMTP server that keeps what it has accepted. */
export const aMailServer = async (
  options: {
    onData?: (mail: ReceivedMail) => Error | undefined;
    onRecipient?: (address: string) => Error | undefined;
    /** Offers STARTTLS with it, or TLS from the first byte when `secure`. */
    tls?: { readonly key: string; readonly cert: string };
    secure?: boolean;
    /** Takes no mail from whoever has not signed in, with any name and password. */
    signIn?: boolean;
  } = {},
): Promise<MailServer> => {
  const mails: ReceivedMail[] = [];
  const users: MailServer['users'][number][] = [];
  const { signIn = false, secure = false } = options;
  const server = new SMTPServer({
    ...options.tls,
    secure,
    authOptional: !signIn,
    disabledCommands: [...(signIn ? [] : ['AUTH']), ...(options.tls ? [] : ['STARTTLS'])],
    onAuth: ({ username = '' }, session, done) => {
      users.push({ user: username, encrypted: session.secure });
      done(null, { user: username });
    },
    onRcptTo: ({ address }, _session, done) => done(options.onRecipient?.(address) ?? null),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const mail = {
          to: session.envelope.rcptTo[0]?.address ?? '',
          content: Buffer.concat(parts).toString('utf8'),
          encrypted: session.secure,
        };
        const refused = options.onData?.(mail);
        if (refused) return done(refused);
        mails.push(mail);
        done();
      });
    },
  });
  // a client that is killed breaks its connection; that is what the tests are about
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server.server.address()),
    mails,
    users,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
};

const portOf = (address: string | AddressInfo | null): number => {
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return address.port;
};
