import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { minutesAgo } from './draw.ts';
import { mockArrivals, mockEvents, mockQuarantine, mockQuarantineRows } from './mock-data.ts';
import { mockApply, mockDocument, mockDocuments, mockKinds } from './mock-documents.ts';
import { mockHome } from './mock-home.ts';
import { liveJobs, startLiveRound } from './mock-live.ts';
import { mockPeople, mockPerson } from './mock-people.ts';
import { decision, mockDecisions, mockProgram, mockRound } from './mock-programs.ts';

type Request = {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly method: string;
  readonly body: string;
  readonly accepted: 'en' | 'zh';
};

let language: 'en' | 'zh' | undefined;
const key = {
  id: '6e0c2a52-6a1f-4f3e-9f6e-1f2d3c4b5a60',
  kind: 'write',
  name: '官网',
  source: 'web',
  scopes: ['events:write'],
  prefix: 'gw_8f2c',
  createdAt: minutesAgo(90_000),
  lastUsedAt: minutesAgo(1),
} as const;
const keys = [
  key,
  {
    ...key,
    id: '6e0c2a52-6a1f-4f3e-9f6e-1f2d3c4b5a61',
    kind: 'secret',
    name: '商城核销',
    source: null,
    scopes: ['coupons:redeem', 'people:read'],
    prefix: 'gs_91ad',
    lastUsedAt: null,
  },
];

const answer = ({ parts, query, method, body, accepted }: Request): unknown => {
  const [room, second = '', third, fourth, fifth] = parts;
  switch (room) {
    case 'me':
      if (method === 'PUT') language = body.includes('zh') ? 'zh' : 'en';
      return {
        user: {
          id: '6e0c2a52-6a1f-4f3e-9f6e-1f2d3c4b5a69',
          name: '林岚',
          email: 'lan@lanjia.example',
          role: 'owner',
          language: language ?? accepted,
        },
      };
    case 'home':
      return mockHome();
    case 'jobs':
      return { jobs: liveJobs() };
    case 'programs':
      if (method === 'POST') {
        startLiveRound();
        return { job: liveJobs()[0] };
      }
      if (second === '') return { programs: [mockProgram()] };
      if (third === undefined) return mockProgram();
      return fifth === 'decisions' ? mockDecisions(query) : mockRound(Number(fourth));
    case 'people': {
      if (second === '') return mockPeople(query.get('query') ?? '');
      if (third === 'decisions') return { decisions: [decision(2), decision(5)], next: null };
      const start = Number(query.get('before') ?? 0);
      return third === 'timeline'
        ? { events: mockEvents(start, 40, 900), next: start < 200 ? String(start + 40) : null }
        : mockPerson(second);
    }
    case 'data':
      if (second === 'arrivals') return mockArrivals(query.get('range') ?? 'day');
      if (second === 'events') return { events: mockEvents(Math.floor(Date.now() / 3000) % 50, 30, 0.05), next: null };
      return third === 'rows'
        ? mockQuarantineRows(query.get('source') ?? '', query.get('reason') ?? '')
        : mockQuarantine();
    case 'kinds':
      return mockKinds();
    case 'documents':
      if (third === undefined) return mockDocuments(second);
      return third === 'unwritten' ? undefined : mockDocument(second, third);
    case 'apply': {
      const asked: unknown = JSON.parse(body);
      return mockApply(typeof asked === 'object' && asked !== null && 'yaml' in asked ? String(asked.yaml) : '');
    }
    case 'keys':
      if (method === 'POST') return { key: { ...key, name: 'new' }, secret: 'gk_live_3f9a0c52d17b4e6f8a2d' };
      return { keys };
    default:
      return undefined;
  }
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://mock');
  const parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const body = await bodyOf(request);
  const refused = parts[0] === 'sign-in' ? 401 : parts[1] === 'broken' ? 500 : undefined;
  const found =
    refused === undefined
      ? answer({
          parts,
          query: url.searchParams,
          method: request.method ?? 'GET',
          body,
          accepted: request.headers['accept-language']?.startsWith('zh') ? 'zh' : 'en',
        })
      : undefined;
  response.statusCode = refused ?? (found === undefined ? 404 : 200);
  response.setHeader('content-type', 'application/json');
  const message = { zh: '未找到或链接已失效', en: 'Not found, or the link has expired' };
  response.end(
    JSON.stringify(
      found ?? { error: { code: refused === 401 ? 'unauthenticated' : 'not_found', message, requestId: 'req-7f3a91' } },
    ),
  );
};

/** Development only: answers /api with figures of a made-up brand, so that pages can be worked on without a server. */
export const mockServer = (): Plugin => ({
  name: 'gyre-mock-server',
  configureServer: (server) => {
    server.middlewares.use('/api', (request, response) => void respond(request, response));
  },
  configurePreviewServer: (server) => {
    server.middlewares.use('/api', (request, response) => void respond(request, response));
  },
});
