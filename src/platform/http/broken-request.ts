import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problem } from '../errors.ts';
import { errorAnswer } from './error-answer.ts';

/**
 * Answers what never became a request: one that came too slowly, headers without end, bytes that are not HTTP. Node closes
 * such a connection without a word we would recognise as ours.
 */
export const answerBrokenRequest = (error: Error & { readonly code?: string }, socket: Socket): void => {
  // a client that went away hears nothing more
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const ours = reasonOf(error.code);
  const body = JSON.stringify(errorAnswer(ours, randomUUID()));
  socket.end(
    `HTTP/1.1 ${ours.status} ${phrases[ours.status] ?? 'Bad Request'}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    // whoever does not read the answer does not keep the connection
    () => socket.destroySoon(),
  );
};

const reasonOf = (code: string | undefined) => {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem('request_too_slow');
    case 'HPE_HEADER_OVERFLOW':
      return problem('headers_too_large');
    default:
      return problem('invalid_input', { detail: 'this is not HTTP', detailZh: '不是有效的 HTTP 请求' });
  }
};

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
