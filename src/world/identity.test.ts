import { describe, expect, test } from 'vitest';
import { createWorld } from './world.ts';

describe('the ids', () => {
  const messages = [
    ...createWorld({ seed: 'ids', customers: 1500, start: new Date('2025-01-01'), months: 18 }).history(),
  ].flat();

  test('some people browse anonymously before the same device is identified', () => {
    const identified = new Map(
      messages.filter(({ type }) => type === 'identify').map((message) => [message.anonymousId, message.timestamp]),
    );
    const early = messages.filter(
      ({ userId, anonymousId, timestamp }) => !userId && (identified.get(anonymousId) ?? '') > timestamp,
    );
    expect(new Set(early.map(({ anonymousId }) => anonymousId)).size).toBeGreaterThan(100);
  });

  test('a device is used by one account only', () => {
    const accounts = new Map<string, Set<string>>();
    for (const { userId, anonymousId } of messages) {
      if (userId && anonymousId) accounts.set(anonymousId, (accounts.get(anonymousId) ?? new Set()).add(userId));
    }
    expect([...accounts.values()].filter(({ size }) => size > 1)).toEqual([]);
  });

  test('a phone belongs to one person, and a few people have two accounts with the same one', () => {
    const accounts = new Map<unknown, Set<string | undefined>>();
    for (const { traits, userId } of messages) {
      if (traits?.['phone']) accounts.set(traits['phone'], (accounts.get(traits['phone']) ?? new Set()).add(userId));
    }
    const double = [...accounts.values()].filter(({ size }) => size === 2);
    expect([...accounts.values()].every(({ size }) => size <= 2)).toBe(true);
    expect(double.length).toBeGreaterThan(5);
    expect(double.length).toBeLessThan(80);
    for (const pair of double) {
      const numbers = [...pair].map((userId) => Number(userId?.slice(1)));
      expect(Math.abs((numbers[0] ?? 0) - (numbers[1] ?? 0))).toBe(9_900_000);
    }
  });

  test('store visits know the member card alone', () => {
    const visit = messages.find(({ event, userId }) => event === 'store_visited' && !userId);
    expect(visit?.context?.traits?.['member_card']).toMatch(/^LJ\d+$/);
    expect(visit?.anonymousId).toBeUndefined();
  });
});
