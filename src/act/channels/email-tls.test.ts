import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { aMailServer, aMessage } from '../outbox/testing.ts';
import { channelSpecSchema } from '../schemas.ts';
import { emailChannel, type EmailSettings } from './email.ts';
import { aSelfSignedCertificate } from './self-signed.ts';

const own = aSelfSignedCertificate();
const mail = { ...aMessage('repurchase/1/7/mail'), address: 'ada@example.com' };

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  // clients before their servers, which wait for them
  for (const close of open.splice(0).toReversed()) await close();
});

const aServer = async (over: NonNullable<Parameters<typeof aMailServer>[0]> = {}) => {
  const server = await aMailServer({ tls: own, ...over });
  open.push(server.close);
  return server;
};
const sendTo = async (port: number, over: Partial<EmailSettings> = {}) => {
  const channel = emailChannel({
    host: '127.0.0.1',
    port,
    secure: false,
    allowPlain: false,
    from: 'Gyre <hello@gyre.test>',
    timeoutMs: 20_000,
    ...over,
  });
  open.push(channel.close);
  const [result] = await channel.send([mail]);
  return result;
};

test('the certificate of these tests is a real one, for this host', () => {
  const certificate = new X509Certificate(own.cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
});

describe('a server that offers STARTTLS with a certificate it signed itself', () => {
  test('is refused, and no mail is said to it', async () => {
    const { port, mails } = await aServer();
    expect(await sendTo(port)).toMatchObject({ type: 'retry', error: expect.stringContaining('self-signed') });
    expect(mails).toEqual([]);
  });

  test('is accepted where the channel names the certificate, and the mail travels encrypted', async () => {
    const { port, mails } = await aServer();
    expect(await sendTo(port, { ca: own.cert })).toMatchObject({ type: 'sent' });
    expect(mails).toMatchObject([{ to: 'ada@example.com', encrypted: true }]);
  });

  test('is refused where the channel names another', async () => {
    const { port, mails } = await aServer();
    expect(await sendTo(port, { ca: aSelfSignedCertificate().cert })).toMatchObject({ type: 'retry' });
    expect(mails).toEqual([]);
  });

  test('is refused also where plain text would do: who offers encryption is held to it', async () => {
    const { port, mails } = await aServer();
    expect(await sendTo(port, { allowPlain: true })).toMatchObject({ type: 'retry' });
    expect(mails).toEqual([]);
  });

  test('gets no password before the connection is encrypted', async () => {
    const { port, mails, users } = await aServer({ signIn: true });
    const account = { user: 'shop', password: 'secret of the shop' };
    expect(await sendTo(port, account)).toMatchObject({ type: 'retry' });
    expect(users).toEqual([]);
    expect(await sendTo(port, { ...account, ca: own.cert })).toMatchObject({ type: 'sent' });
    expect(users).toEqual([{ user: 'shop', encrypted: true }]);
    expect(mails).toHaveLength(1);
  });
});

test('with TLS from the first byte the same certificate is refused and accepted alike', async () => {
  const { port, mails } = await aServer({ secure: true });
  expect(await sendTo(port, { secure: true })).toMatchObject({ type: 'retry' });
  expect(await sendTo(port, { secure: true, ca: own.cert })).toMatchObject({ type: 'sent' });
  expect(mails).toHaveLength(1);
});

test('a channel’s certificate is one in PEM', () => {
  const spec = { type: 'email', costPerMessageMinor: 1, host: 'mail.example.com', from: 'shop@example.com' };
  expect(channelSpecSchema.safeParse({ ...spec, ca: own.cert }).success).toBe(true);
  expect(channelSpecSchema.safeParse({ ...spec, ca: own.key }).success).toBe(false);
  expect(channelSpecSchema.safeParse({ ...spec, ca: '/etc/ssl/ca.pem' }).success).toBe(false);
});
