import { describe, expect, test } from 'vitest';
import { translateCloudEvent } from './translate.ts';

const translate = (more: object) => {
  const translation = translateCloudEvent({ specversion: '1.0', id: '1', source: '/a', type: 'order_paid', ...more });
  return translation.type === 'records' ? translation.records[0] : undefined;
};

describe('the person', () => {
  test.each([
    ['u-1', { userId: 'u-1' }],
    ['phone:13800001111', { context: { ids: { phone: '13800001111' } } }],
    ['wechat_openid@wx9:o-1', { context: { ids: { 'wechat_openid@wx9': 'o-1' } } }],
    ['https://a/1', { userId: 'https://a/1' }],
  ])('subject %s', (subject, record) => {
    expect(translate({ subject })).toMatchObject(record);
  });
  test('extensions name user and device, and are kept', () => {
    expect(translate({ userid: 'u-1', anonymousid: 'a-1', traceparent: 't' })).toMatchObject({
      userId: 'u-1',
      anonymousId: 'a-1',
      context: { cloudevents: { source: '/a', traceparent: 't' } },
    });
  });
});

test('source and id together are the event; neither alone is', () => {
  expect(translate({})?.messageId).toBe(translate({ type: 'b' })?.messageId);
  expect(translate({ source: '/b' })?.messageId).not.toBe(translate({})?.messageId);
  expect(translate({ id: '/a', source: '1' })?.messageId).not.toBe(translate({})?.messageId);
});

test.each([
  [{ a: 1 }, { a: 1 }],
  [[1], { data: [1] }],
  ['text', { data: 'text' }],
  [undefined, {}],
])('data %j becomes the properties %j', (data, properties) => {
  expect(translate({ data })?.properties).toEqual(properties);
});

test.each(['specversion', 'id', 'source', 'type'])('%s is required, and named', (attribute) => {
  expect(() => translate({ [attribute]: undefined })).toThrow(new RegExp(attribute));
});
