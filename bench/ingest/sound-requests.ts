/** A request that is right in its format, before it is broken. `WRITE_KEY` in a text is replaced by the key. */
export type SoundRequest = {
  readonly method: 'POST' | 'GET';
  readonly path: string;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What of a GET stands in its address. */
  readonly query?: unknown;
  /** How the JSON text becomes the body, where it is not the body itself. */
  readonly wrap?: (json: string) => string;
};

const json = 'application/json';
const post = (path: string, body: unknown, more: Partial<SoundRequest> = {}): SoundRequest => ({
  method: 'POST',
  path,
  contentType: json,
  body,
  ...more,
});

const track = {
  type: 'track',
  messageId: 'm-1',
  event: 'order_paid',
  userId: 'u1',
  anonymousId: 'a1',
  timestamp: '2026-10-05T08:00:00.000Z',
  sentAt: '2026-10-05T08:00:01.000Z',
  properties: { order_id: 'O1', revenue: 99.5, currency: 'CNY', items: [{ sku: 'S1', price: 9 }], note: '你好' },
  context: { device: { id: 'd1' }, traits: { phone: '+8613800001111', email: 'a@example.com' }, ip: '203.0.113.9' },
  writeKey: 'WRITE_KEY',
};
const identify = {
  ...track,
  type: 'identify',
  traits: { city: '上海', phone: '13800001111', ids: { member_card: '7' } },
};
const segmentCalls = ['track', 'identify', 'page', 'screen', 'group', 'alias', 't', 'i', 'p', 's', 'g', 'a'];
const batch = {
  batch: [track, identify, { ...track, type: 'alias', previousId: 'p1' }],
  context: {},
  sentAt: track.sentAt,
};

const captured = {
  api_key: 'WRITE_KEY',
  event: 'clicked',
  distinct_id: 'u1',
  uuid: '0190a0b1-0000-7000-8000-000000000001',
  timestamp: track.timestamp,
  properties: { $set: { plan: 'pro' }, $set_once: { first: 1 }, $current_url: 'https://a.example/?q=1', price: 5 },
};
const person = {
  ...captured,
  event: '$identify',
  properties: { $anon_distinct_id: 'a1', distinct_id: 'u1', $set: { a: 1 } },
};

const sensed = {
  type: 'track',
  event: 'PayOrder',
  distinct_id: 'u1',
  anonymous_id: 'a1',
  time: 1_790_000_000_000,
  _track_id: 7,
  identities: { $identity_login_id: 'u1', $identity_mobile: '13800001111' },
  properties: { amount: 5, $lib: 'js', $url: 'https://a.example/' },
};
const profileSet = { ...sensed, type: 'profile_append', properties: { tags: ['a', 'b'] } };
const formData = (field: string) => (text: string) =>
  `${field}=${encodeURIComponent(Buffer.from(text.toWellFormed()).toString('base64'))}`;
const form = 'application/x-www-form-urlencoded';

const cloudEvent = {
  specversion: '1.0',
  id: 'c-1',
  source: '/shop',
  type: 'order.paid',
  time: track.timestamp,
  subject: 'u1',
  datacontenttype: json,
  data: { userId: 'u1', amount: 5 },
};

export const soundRequests: readonly SoundRequest[] = [
  ...segmentCalls.map((call) => post(`/v1/${call}`, call.startsWith('i') ? identify : track)),
  ...['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch'].map((path) => post(path, batch)),
  post('/v1/batch', batch, { contentType: 'text/plain' }),
  post('/v1/m', { series: [{ type: 'Counter', metric: 'x', value: 1, tags: {} }] }),
  ...['/batch', '/batch/', '/capture', '/e', '/i/v0/e', '/track', '/engage'].flatMap((path) => [
    post(path, { api_key: 'WRITE_KEY', batch: [captured, person], sent_at: track.sentAt }),
    post(path, captured),
    post(path, [captured, person], { contentType: form, wrap: formData('data') }),
    { method: 'GET', path, contentType: json, query: captured } as const,
  ]),
  post('/decide', { token: 'WRITE_KEY', distinct_id: 'u1' }),
  post('/flags', { token: 'WRITE_KEY', distinct_id: 'u1' }),
  ...['/sa?project=default', '/sa.gif?project=default', '/debug?project=default'].flatMap((path) => [
    post(path, [sensed, profileSet], { contentType: form, wrap: formData('data_list') }),
    post(path, sensed, { contentType: form, wrap: formData('data') }),
    { method: 'GET', path, contentType: form, query: sensed } as const,
  ]),
  post('/v1/cloudevents', cloudEvent, { contentType: 'application/cloudevents+json' }),
  post('/v1/cloudevents', [cloudEvent, cloudEvent], { contentType: 'application/cloudevents-batch+json' }),
  post('/v1/cloudevents', cloudEvent.data, {
    headers: { 'ce-specversion': '1.0', 'ce-id': 'c-2', 'ce-source': '/shop', 'ce-type': 'x', 'ce-subject': 'u1' },
  }),
];
