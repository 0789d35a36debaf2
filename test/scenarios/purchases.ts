import { seededRandom } from '#platform';

/** A CSV for examples/cdnow/mapping.yaml: 400 customers over two years, some of whom buy often; three rows are broken. */
export const purchases = (): string => {
  const random = seededRandom('purchases');
  const rows = Array.from({ length: 400 }, (_, customer) => {
    const everyDays = 20 + 500 * random.next() ** 2;
    const lines: string[] = [];
    for (let day = random.next() * 200; day < 730; day += everyDays * (0.3 + 1.4 * random.next())) {
      const date = new Date(Date.UTC(2020, 0, 1) + Math.floor(day) * 86_400_000).toISOString().slice(0, 10);
      lines.push(`c${customer},${date},${1 + random.int(4)},${(10 + 60 * random.next()).toFixed(2)}`);
    }
    return lines;
  }).flat();
  // the same purchase twice in the file is two purchases
  rows.push(rows[0] ?? '', 'c1,2020-13-45,1,10.00', 'c2,2021-01-01,1,0.00', ',2021-01-01,1,12.00');
  return `customer_id,date,cds,amount_usd\n${rows.join('\n')}\n`;
};
