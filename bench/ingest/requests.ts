import { type ShopMessage, shopMessage } from './shop-traffic.ts';

/** Requests made once, which become new ones by new message ids: making bodies costs more than to receive them. */
export type Requests = {
  readonly perRequest: number;
  /** Request `number`, the same bytes whenever it is asked for. */
  readonly request: (number: number) => Buffer;
};

type Form = { readonly bytes: Buffer; readonly idsAt: readonly number[] };

export const buildRequests = (args: {
  readonly run: string;
  readonly writeKey: string;
  readonly messages: number;
  readonly perRequest: number;
}): Requests => {
  const { run, writeKey, perRequest } = args;
  const nowMs = Date.now();
  const forms = Array.from({ length: Math.ceil(args.messages / perRequest) }, (_, at): Form => {
    const messages = Array.from({ length: perRequest }, (_each, index): ShopMessage => {
      const number = at * perRequest + index;
      return { ...shopMessage(number, run, nowMs), messageId: messageId(perRequest, number) };
    });
    const [first] = messages;
    const single = perRequest === 1 && first !== undefined;
    const path = single ? `/v1/${String(first['type'])}` : '/v1/batch';
    const body = Buffer.from(JSON.stringify(single ? first : { batch: messages }));
    const head =
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `authorization: Basic ${Buffer.from(`${writeKey}:`).toString('base64')}\r\ncontent-length: ${body.length}\r\n\r\n`;
    const bytes = Buffer.concat([Buffer.from(head), body]);
    return { bytes, idsAt: positionsOf(bytes, '"messageId":"') };
  });
  return {
    perRequest,
    request: (number) => {
      const form = forms[number % forms.length];
      if (form === undefined) throw new RangeError('no request was built');
      const bytes = Buffer.from(form.bytes);
      const round = hex(Math.floor(number / forms.length), 8);
      for (const at of form.idsAt) bytes.write(round, at, 'latin1');
      return bytes;
    },
  };
};

/** A UUID: the round in its first eight digits, the size of a request in the next four, the message in the last twelve. */
const messageId = (perRequest: number, number: number): string =>
  `00000000-${hex(perRequest, 4)}-8000-8000-${hex(number, 12)}`;

const hex = (number: number, width: number): string => number.toString(16).padStart(width, '0');

const positionsOf = (bytes: Buffer, word: string): readonly number[] => {
  const found: number[] = [];
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + word.length)) found.push(at + word.length);
  return found;
};
