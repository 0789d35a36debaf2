import { systemClock } from '#platform';
import { connectPostgres } from '#platform/db/postgres/client.ts';
import { emailChannel } from '../channels/email.ts';
import { webhookChannel } from '../channels/webhook.ts';
import { drainOutbox } from './drain.ts';

/** The process that kill.db.test.ts kills: drains one outbox until told to stop by nothing but its end. */
const [postgresUrl = '', type = '', target = ''] = process.argv.slice(2);
const clock = systemClock();
const channel =
  type === 'email'
    ? emailChannel({
        host: '127.0.0.1',
        port: Number(target),
        secure: false,
        allowPlain: true,
        from: 'Gyre <hello@gyre.test>',
      })
    : webhookChannel(
        { url: target, secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', timeoutMs: 5_000, allowPrivate: true },
        { clock },
      );
const postgres = connectPostgres(postgresUrl, { max: 6 });
process.stdout.write('draining\n');
await drainOutbox({ postgres, clock, channels: new Map([['test', channel]]) }, { batchSize: 20, leaseMs: 300 });
await channel.close();
await postgres.close();
