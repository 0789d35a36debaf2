import { expect, test } from 'vitest';
import { placeAtFault, placesIn } from './places-in.ts';

const places = placesIn(['{"userId":"u","timestamp":"x","properties":{"amount":"¥1"}}']);

test('a new step begins at the place the reason speaks of', () => {
  expect(placeAtFault('plan:type:amount', places)).toBe('properties.amount');
  expect(placeAtFault('invalid_timestamp', places)).toBe('timestamp');
});

test('and at the first one when the reason names none, or one that is not there', () => {
  expect(placeAtFault('payload_too_large', places)).toBe('userId');
  expect(placeAtFault('plan:missing:store', places)).toBe('userId');
});
