/** The load generator: a process of its own, so that what it costs is not counted as the server's. */
import { setTimeout as pause } from 'node:timers/promises';
import { openConnection } from './connection.ts';
import { createHistogram } from './histogram.ts';
import type { Order, Sent } from './load.ts';
import { buildRequests, type Requests } from './requests.ts';

let requests: Requests | undefined;
let port = 0;
let next = 0;
let stopped = false;

const send = async (order: Extract<Order, { type: 'send' }>): Promise<Sent> => {
  const source = requests;
  if (source === undefined) throw new Error('told to send before anything was built');
  const latencies = createHistogram();
  const retries: Record<string, number> = {};
  const began = performance.now();
  const cpu = process.cpuUsage();
  const first = next;
  const pace = order.eventsPerS === undefined ? undefined : (source.perRequest * 1000) / order.eventsPerS;
  let repeated = 0;
  stopped = false;
  const over = (): boolean => stopped || (order.seconds > 0 && performance.now() - began > order.seconds * 1000);

  const connectionLoop = async (): Promise<void> => {
    const connection = openConnection(port);
    while (!over()) {
      const number = next++;
      const bytes = source.request(number);
      const dueMs = pace === undefined ? performance.now() : began + (number - first) * pace;
      if (pace !== undefined) await pause(Math.max(0, dueMs - performance.now()));
      for (;;) {
        const status = await connection.post(bytes);
        if (status === 200) break;
        retries[status] = (retries[status] ?? 0) + 1;
        if (status >= 400 && status < 500 && status !== 429) throw new Error(`answered ${status}`);
        await pause(status === 0 ? 50 : 200);
      }
      // since it was due: a request that had to wait for a connection waited for the server
      latencies.add(performance.now() - dueMs);
      if (order.repeatEvery > 0 && number % order.repeatEvery === 0) {
        await connection.post(bytes);
        repeated++;
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: order.connections }, connectionLoop));
  const used = process.cpuUsage(cpu);
  const sent = next - first;
  return {
    requests: sent,
    events: sent * source.perRequest,
    seconds: (performance.now() - began) / 1000,
    repeated,
    retries,
    p50Ms: latencies.quantile(0.5),
    p99Ms: latencies.quantile(0.99),
    cpuMs: (used.user + used.system) / 1000,
  };
};

process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => {
  switch (order.type) {
    case 'build':
      port = order.port;
      requests = buildRequests(order);
      process.send?.({ built: true });
      break;
    case 'send':
      void send(order).then((sent) => process.send?.(sent));
      break;
    case 'stop':
      stopped = true;
      break;
  }
});
