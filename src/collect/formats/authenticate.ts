import { GyreError } from '#platform';

/** The source a write key stands for, or undefined when the key is unknown. */
export type SourceOf = (writeKey: string) => Promise<string | undefined>;

/** The source behind the first of the keys a request may carry. @throws GyreError `unauthenticated`. */
export const authenticate = async (
  key: string | undefined,
  sourceOf: SourceOf,
  where: { readonly en: string; readonly zh: string },
): Promise<string> => {
  if (key === undefined)
    throw new GyreError('unauthenticated', {
      detail: `Send the write key ${where.en}.`,
      detailZh: `请通过${where.zh}提供写入密钥。`,
    });
  const source = await sourceOf(key);
  if (source === undefined)
    throw new GyreError('unauthenticated', {
      detail: 'This write key is not known.',
      detailZh: '该写入密钥不存在或已撤销。',
    });
  return source;
};

/** The user of a Basic header: that is where a write key stands. */
export const basicUser = (header: string | undefined): string | undefined => {
  const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '');
  const user = match?.[1] ? Buffer.from(match[1], 'base64').toString('utf8').split(':')[0] : undefined;
  return user === '' ? undefined : user;
};

export const bearer = (header: string | undefined): string | undefined =>
  /^Bearer (\S{1,200})$/i.exec(header ?? '')?.[1];
