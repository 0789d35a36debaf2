import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

export type SmtpSettings = {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly secure: boolean;
  /** Whether a server without TLS will do. */
  readonly allowPlain: boolean;
  /** In PEM: the authority whose certificates are believed, in place of the public ones that Node knows. */
  readonly ca?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly timeoutMs?: number;
};

export type SmtpMail = { readonly from: string; readonly to: string; readonly content: Buffer };

/** One connection to an SMTP server, signed in, for one mail after another. */
export type SmtpSession = {
  /** @throws SmtpFailure */
  readonly send: (mail: SmtpMail) => Promise<{ readonly response: string }>;
  readonly close: () => void;
};

/**
 * How far things had got. `opening`: the connection, TLS or sign-in; it says nothing about the mail. `envelope`: sender and
 * recipient. `content`: some of it may have gone out, so that without an answer nobody knows.
 */
type Stage = 'opening' | 'envelope' | 'content';

export class SmtpFailure extends Error {
  readonly stage: Stage;
  /** The server's answer, when it gave one: then the outcome is known. */
  readonly responseCode: number | undefined;

  constructor(cause: Error, stage: Stage) {
    super(cause.message, { cause });
    this.stage = stage;
    this.responseCode =
      'responseCode' in cause && typeof cause.responseCode === 'number' ? cause.responseCode : undefined;
  }
}

/**
 * Nodemailer's connection is used without its transports: those put a mail back in their queue when a connection breaks
 * (`maxRequeues`) and do not tell whether its content had gone out, so a mail could be sent twice.
 */
export const openSmtpSession = async (settings: SmtpSettings): Promise<SmtpSession> => {
  const timeoutMs = settings.timeoutMs ?? 30_000;
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: !settings.secure && !settings.allowPlain,
    ...(settings.ca === undefined ? {} : { tls: { ca: settings.ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  let failed: Error | undefined;
  const listeners = new Set<(error: Error) => void>();
  const fail = (error: Error): void => {
    failed ??= error;
    for (const listener of listeners) listener(failed);
  };
  connection.on('error', fail);
  connection.on('end', () => fail(new Error('the SMTP connection was closed')));

  const step = <T>(
    run: (done: (error: Error | null | undefined, result?: T) => void) => void,
  ): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      if (failed) return reject(failed);
      listeners.add(reject);
      run((error, result) => {
        listeners.delete(reject);
        if (error) reject(error);
        else resolve(result);
      });
    });

  try {
    await step((done) => connection.connect(done));
    const { user, password } = settings;
    if (user !== undefined && password !== undefined)
      await step((done) => connection.login({ credentials: { user, pass: password } }, done));
  } catch (error) {
    connection.close();
    throw new SmtpFailure(asError(error), 'opening');
  }
  return {
    send: async ({ from, to, content }) => {
      const stream = new ContentStream(content);
      try {
        const info = await step<{ response?: string | undefined }>((done) =>
          connection.send({ from, to: [to] }, stream, done),
        );
        return { response: info?.response ?? '' };
      } catch (error) {
        throw new SmtpFailure(asError(error), stream.started ? 'content' : 'envelope');
      }
    },
    close: () => connection.close(),
  };
};

/** Knows whether its content has been asked for, which the connection does only after the server said "354 go ahead". */
class ContentStream extends Readable {
  started = false;
  private readonly content: Buffer;

  constructor(content: Buffer) {
    super();
    this.content = content;
  }

  override _read(): void {
    this.started = true;
    this.push(this.content);
    this.push(null);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
