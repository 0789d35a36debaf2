import { ResponseSerializationError } from 'fastify-type-provider-zod';
import { type ErrorFacts, GyreError, problem } from '../errors.ts';
import type { ErrorCode } from '../error-table.ts';
import type { ErrorAnswer } from './schemas.ts';

/** What Fastify and its plugins call their refusals → our code. */
const codeOfFastify: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_input',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_input',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_input',
  FST_ERR_BAD_URL: 'invalid_input',
};

/** Fastify's own words only repeat the status. */
const wordsOf: Readonly<Partial<Record<ErrorCode, ErrorFacts>>> = {
  payload_too_large: { detail: 'the body exceeds this endpoint’s limit', detailZh: '请求体超过该接口的上限' },
  unsupported_media_type: {
    detail: 'this endpoint does not read it; application/json is the usual one',
    detailZh: '该接口不支持；通常应为 application/json',
  },
};

/** Any failure as ours. What is not known to be the caller's doing is `internal`, with the cause kept for the log. */
export const toGyreError = (error: unknown): GyreError => {
  if (error instanceof GyreError) return error;
  if (error instanceof ResponseSerializationError) {
    return problem('internal', {
      internal: `the answer of ${error.method} ${error.url} breaks its schema`,
      cause: error,
    });
  }
  const { code, statusCode, message } = facts(error);
  const known = codeOfFastify[code];
  if (known !== undefined) return problem(known, { ...(wordsOf[known] ?? { detail: message }), cause: error });
  if (statusCode === 404) return problem('not_found', { cause: error });
  if (statusCode >= 400 && statusCode < 500) return problem('invalid_input', { internal: message, cause: error });
  return problem('internal', { internal: message, cause: error });
};

export const errorAnswer = (error: GyreError, requestId: string): ErrorAnswer => ({
  error: {
    code: error.code,
    message: error.publicText,
    ...(error.facts.field === undefined ? {} : { field: error.facts.field }),
    requestId,
  },
});

const facts = (error: unknown): { readonly code: string; readonly statusCode: number; readonly message: string } => {
  if (typeof error !== 'object' || error === null) return { code: '', statusCode: 500, message: String(error) };
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    statusCode: 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500,
    message: error instanceof Error ? error.message : 'not an Error',
  };
};
