import { describe, expect, it } from 'vitest';
import { formatFor, minorPerMajor } from './format.ts';

const en = formatFor('en', 'UTC');
const zh = formatFor('zh', 'Asia/Shanghai');

describe('money', () => {
  it('comes from minor units of its own currency', () => {
    expect(minorPerMajor('CNY')).toBe(100);
    expect(minorPerMajor('JPY')).toBe(1);
    expect(en.money(4_821_000, 'CNY')).toBe('¥48,210');
    expect(en.money(4821, 'JPY')).toBe('¥4,821');
    expect(en.money(500_000, 'USD')).toBe('$5,000');
  });

  it('shows cents where they matter: small amounts, and figures per head', () => {
    expect(en.money(683, 'CNY')).toBe('¥6.83');
    expect(en.money(1200, 'CNY')).toBe('¥12');
    expect(zh.money(123_456, 'CNY', { exact: true })).toBe('¥1,234.56');
  });

  it('signs a difference, but not zero', () => {
    expect(en.money(7_210_500, 'CNY', { signed: true })).toBe('+¥72,105');
    expect(en.money(-300_000, 'CNY', { signed: true })).toBe('-¥3,000');
    expect(en.money(0, 'CNY', { signed: true })).toBe('¥0');
  });

  it('gives an interval in words', () => {
    const interval = { estimate: 2, low: -10_000, high: 30_000 };
    expect(en.moneyRange(interval, 'CNY')).toBe('-¥100 to ¥300');
    expect(zh.moneyRange(interval, 'CNY')).toBe('-¥100 至 ¥300');
  });
});

describe('time', () => {
  it('is written in the reader’s language and zone', () => {
    expect(zh.dateTime('2026-03-01T16:30:00Z')).toBe('2026年3月2日 00:30');
    expect(en.date('2026-03-01T16:30:00Z')).toBe('Mar 1, 2026');
  });

  it('says how long something took in at most two units', () => {
    expect(en.span(840)).toBe('0.8 s');
    expect(en.span(125_000)).toBe('2 min 5 s');
    expect(en.span(59_900)).toBe('1 min');
    expect(zh.span(1_800_000)).toBe('30 分');
    expect(zh.span(604_800_000)).toBe('7 天');
    expect(en.span(90_061_000)).toBe('1 d 1 h');
  });

  it('says how long ago something was', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    expect(zh.ago('2026-03-01T11:57:00Z', now)).toBe('3分钟前');
    expect(en.ago('2026-02-27T12:00:00Z', now)).toBe('2 days ago');
  });
});

it('counts in ten thousands in Chinese, in thousands in English', () => {
  expect(zh.compact(123_000)).toBe('12.3万');
  expect(en.compact(123_000)).toBe('123K');
});

it('writes shares with a steady number of digits, so that columns line up', () => {
  expect([en.share(0.31), en.share(0.1)]).toEqual(['31.0%', '10.0%']);
});
