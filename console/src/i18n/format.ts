import type { Interval } from '../../../src/platform/schemas.ts';

export type Language = 'en' | 'zh';
export const localeOf: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-CN' };

/** Shown wherever a figure does not exist (yet): never 0, never blank. */
export const noFigure = '–';

export type Format = ReturnType<typeof formatFor>;

/** Minor units of a currency per major unit, from Intl's own table (CNY 100, JPY 1). */
export const minorPerMajor = (currency: string): number =>
  10 ** (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2);

const spans = [
  ['year', 365 * 86400],
  ['month', 30 * 86400],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

const spanWords = {
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
  zh: { day: '天', hour: '小时', minute: '分', second: '秒' },
} as const;

const memo = <K, V>(make: (key: K) => V): ((key: K) => V) => {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
};

/** Numbers, money (minor units), shares, dates and spans as the user's language writes them. Pure. */
export const formatFor = (language: Language, timeZone?: string) => {
  const locale = localeOf[language];
  const decimals = memo((digits: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const fixedDecimals = memo(
    (digits: number) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const shares = memo(
    (digits: number) =>
      new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const compactNumber = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const monies = memo((key: string) => {
    const [currency = 'CNY', digits = '0', sign = ''] = key.split(' ');
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: Number(digits),
      maximumFractionDigits: Number(digits),
      signDisplay: sign === 'signed' ? 'exceptZero' : 'negative',
    });
  });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const moments = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  });
  const clocks = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZone,
  });
  const dayTimes = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });

  /** Whole major units; two decimals below 100 or when `exact`. `signed` writes a plus. */
  const money = (
    minor: number,
    currency: string,
    how: { readonly exact?: boolean; readonly signed?: boolean } = {},
  ): string => {
    const major = minor / minorPerMajor(currency);
    const digits = how.exact === true || (Math.abs(major) < 100 && !Number.isInteger(major)) ? 2 : 0;
    return monies(`${currency} ${digits} ${how.signed === true ? 'signed' : ''}`).format(major);
  };

  return {
    number: (value: number, digits = 0): string => decimals(digits).format(value),
    fixed: (value: number, digits: number): string => fixedDecimals(digits).format(value),
    compact: (value: number): string => compactNumber.format(value),
    share: (value: number, digits = 1): string => shares(digits).format(value),
    money,
    /** "¥1,000 to ¥3,000": the 95 % interval in words; the caller writes the estimate. */
    moneyRange: ({ low, high }: Interval, currency: string, how: { readonly exact?: boolean } = {}): string =>
      language === 'zh'
        ? `${money(low, currency, how)} 至 ${money(high, currency, how)}`
        : `${money(low, currency, how)} to ${money(high, currency, how)}`,
    date: (iso: string): string => dates.format(new Date(iso)),
    dateTime: (iso: string): string => moments.format(new Date(iso)),
    time: (iso: string): string => clocks.format(new Date(iso)),
    /** "Aug 25, 23:25": for lists that may reach over several days. */
    dayTime: (iso: string): string => dayTimes.format(new Date(iso)),
    /** "3 min. ago": from `iso` as seen at `now`. */
    ago: (iso: string, now: Date): string => {
      const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000);
      const [unit, size] = spans.find(([, span]) => Math.abs(seconds) >= span) ?? (['second', 1] as const);
      return relatives.format(Math.trunc(seconds / size), unit);
    },
    /** How long something took: "0.8 s", "2 min 5 s", "30 min", "7 d". */
    span: (milliseconds: number): string => {
      const words = spanWords[language];
      if (milliseconds < 10_000) return `${decimals(1).format(milliseconds / 1000)} ${words.second}`;
      const seconds = Math.round(milliseconds / 1000);
      const parts = [
        [Math.floor(seconds / 86_400), words.day],
        [Math.floor(seconds / 3600) % 24, words.hour],
        [Math.floor(seconds / 60) % 60, words.minute],
        [seconds % 60, words.second],
      ] as const;
      const first = parts.findIndex(([count]) => count > 0);
      return parts
        .slice(first, first + 2)
        .filter(([count]) => count > 0)
        .map(([count, word]) => `${count} ${word}`)
        .join(' ');
    },
  };
};
