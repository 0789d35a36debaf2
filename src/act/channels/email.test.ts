import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { aMailServer, aMessage } from '../outbox/testing.ts';
import type { AddressedMessage } from './channel.ts';
import { emailChannel } from './email.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const mail = (over: Partial<AddressedMessage> = {}): AddressedMessage => ({
  ...aMessage('repurchase/1/7/mail'),
  address: 'ada@example.com',
  ...over,
});

const channelTo = (port: number, timeoutMs = 20_000) => {
  const channel = emailChannel({
    host: '127.0.0.1',
    port,
    secure: false,
    allowPlain: true,
    from: '澜家 <hello@gyre.test>',
    timeoutMs,
  });
  open.push(channel.close);
  return channel;
};

const aChannel = async (options?: Parameters<typeof aMailServer>[0]) => {
  const server = await aMailServer(options);
  const channel = channelTo(server.port);
  open.push(server.close);
  return { channel, mails: server.mails };
};

/** Headers of a mail, unfolded. */
const headersOf = (content: string): string =>
  content.slice(0, content.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');

test('a mail arrives with its words in both alphabets, its HTML, and its key', async () => {
  const { channel, mails } = await aChannel();
  const results = await channel.send([mail({ title: '好久不见', body: 'Hello\n再见', html: '<p>Hello</p>' })]);
  expect(results).toMatchObject([{ type: 'sent' }]);
  const headers = headersOf(mails[0].content);
  expect(headers).toContain('X-Gyre-Message: repurchase/1/7/mail');
  expect(headers).toContain(`Subject: =?UTF-8?B?${Buffer.from('好久不见').toString('base64')}?=`);
  expect(mails[0].content).toContain('<p>Hello</p>');
  expect(mails[0].to).toBe('ada@example.com');
});

test('mail programs are offered a one-click unsubscribe (RFC 8058), and none is promised where there is none', async () => {
  const { channel, mails } = await aChannel();
  await channel.send([mail({ unsubscribeUrl: 'https://gyre.test/u/abc' }), mail()]);
  const [withUrl, without] = [...mails]
    .sort((a, b) => b.content.length - a.content.length)
    .map(({ content }) => headersOf(content));
  expect(withUrl).toContain('List-Unsubscribe: <https://gyre.test/u/abc>');
  expect(withUrl).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  expect(without).not.toContain('List-Unsubscribe');
});

test('the message id is the same in every attempt and another for another message', async () => {
  const { channel, mails } = await aChannel();
  for (const message of [mail(), mail(), mail({ key: 'other' })]) await channel.send([message]);
  const ids = mails.map(({ content }) => /^Message-ID: (.*)$/im.exec(headersOf(content))?.[1]);
  expect(ids[0]).toMatch(/^<[0-9a-f]{32}@gyre\.test>$/);
  expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
});

test('a hundred mails use few connections and all arrive once', async () => {
  const { channel, mails } = await aChannel();
  const results = await channel.send(Array.from({ length: 100 }, (_, i) => mail({ key: `m-${i}` })));
  expect(new Set(results.map(({ type }) => type))).toEqual(new Set(['sent']));
  expect(mails).toHaveLength(100);
});

const smtpError = (responseCode: number): Error => Object.assign(new Error('no'), { responseCode });

describe('when the server says no', () => {
  test.each([
    [550, 'rejected'],
    [450, 'retry'],
  ])('%i to the recipient means %s', async (code, type) => {
    const { channel } = await aChannel({ onRecipient: () => smtpError(code) });
    expect(await channel.send([mail()])).toMatchObject([{ type }]);
  });

  test.each([
    [554, 'rejected'],
    [451, 'retry'],
  ])('%i to the content means %s', async (code, type) => {
    const { channel } = await aChannel({ onData: () => smtpError(code) });
    expect(await channel.send([mail()])).toMatchObject([{ type }]);
  });

  test('the next mail goes out all the same', async () => {
    const { channel, mails } = await aChannel({
      onRecipient: (address) => (address.startsWith('bad') ? smtpError(550) : undefined),
    });
    await channel.send([mail({ address: 'bad@example.com' })]);
    expect(await channel.send([mail()])).toMatchObject([{ type: 'sent' }]);
    expect(mails).toHaveLength(1);
  });

  test.each(['', 'ada', 'ada@example.com\r\nRCPT TO:<eve@example.com>', 'a@b, c@d'])(
    '"%s" is not an address',
    async (address) => {
      const { channel, mails } = await aChannel();
      expect(await channel.send([mail({ address })])).toMatchObject([{ type: 'rejected' }]);
      expect(mails).toEqual([]);
    },
  );
});

describe('when the connection breaks', () => {
  /** Speaks SMTP up to the given command and then hangs up. */
  const aServerThatDiesAt = async (command: 'MAIL' | 'DATA' | 'content'): Promise<number> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      let inContent = false;
      socket.write('220 test\r\n');
      socket.on('data', (part) => {
        const line = part.toString();
        if (inContent || line.startsWith(command)) return socket.destroy();
        if (line.startsWith('DATA')) {
          inContent = true;
          return socket.write('354 go ahead\r\n');
        }
        return socket.write('250 ok\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  test.each([
    ['MAIL' as const, 'retry'],
    ['DATA' as const, 'retry'],
    ['content' as const, 'uncertain'],
  ])('at %s the outcome is: %s', async (command, type) => {
    expect(await channelTo(await aServerThatDiesAt(command)).send([mail()])).toMatchObject([{ type }]);
  });

  test('nobody listening is worth another try', async () => {
    expect(await channelTo(9).send([mail()])).toMatchObject([{ type: 'retry' }]);
  });

  test('a server without TLS is refused unless plain text is allowed', async () => {
    const server = await aMailServer();
    open.push(server.close);
    const channel = emailChannel({
      host: '127.0.0.1',
      port: server.port,
      secure: false,
      allowPlain: false,
      from: 'hello@gyre.test',
    });
    expect(await channel.send([mail()])).toMatchObject([{ type: 'retry' }]);
    expect(server.mails).toEqual([]);
  });
});
