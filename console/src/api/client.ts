import type { Words } from '../../../src/platform/schemas.ts';
import type { AnswerName, Answers } from './answers.ts';

/** What the server says when it refuses: `{ error: { code, message: {zh,en}, field?, requestId } }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly words: Words;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  /** Everything answered, for refusals that carry more, such as located problems. */
  readonly answer: unknown;

  constructor(status: number, answer: unknown) {
    const body = isRecord(answer) && isRecord(answer['error']) ? answer['error'] : {};
    const words = wordsOf(body['message']) ?? unreachable(status);
    super(words.en);
    this.status = status;
    this.words = words;
    this.code = textOf(body['code']) ?? 'unreachable';
    this.field = textOf(body['field']);
    this.requestId = textOf(body['requestId']);
    this.answer = answer;
  }
}

export type Call = {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** A file, sent as it is. */
  readonly upload?: Blob;
  readonly signal?: AbortSignal;
};

/** Asks the server; throws ApiError. In development the answer is checked against its schema. */
export const ask = async <N extends AnswerName>(name: N, call: Call): Promise<Answers[N]> => {
  const response = await reach(call);
  const answer: unknown = response.status === 204 ? {} : await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, answer);
  if (import.meta.env.DEV) (await import('./check-answer.ts')).checkAnswer(name, call.path, answer);
  // The server encodes its answers through the very schema this type comes from.
  return answer as Answers[N];
};

/** `/api/people` + `{ query: 'a b', after: undefined }` → `/api/people?query=a+b` */
export const address = ({ path, query = {} }: Pick<Call, 'path' | 'query'>): string => {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};

const reach = async (call: Call): Promise<Response> => {
  try {
    return await fetch(address(call), {
      method: call.method ?? 'GET',
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.upload === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.upload === undefined ? {} : { body: call.upload }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, undefined);
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const wordsOf = (value: unknown): Words | undefined =>
  isRecord(value) && typeof value['en'] === 'string' && typeof value['zh'] === 'string'
    ? { en: value['en'], zh: value['zh'] }
    : undefined;

const unreachable = (status: number): Words =>
  status === 0 || status === 502 || status === 504
    ? { en: 'The server cannot be reached. Is Gyre running?', zh: '无法连接到服务器，请确认 Gyre 正在运行。' }
    : { en: `The server answered ${status} without saying why.`, zh: `服务器返回了 ${status}，未说明原因。` };
