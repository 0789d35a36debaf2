import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'console/**/*.test.{ts,tsx}',
      'sdk/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'test/lint-fixtures/**'],
    globalSetup: ['test/stores.setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // on two cores with browsers and stores beside it a test may be slow; only one that hangs waits so long
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // what is polled for is to come; a busy machine may be late, and only a failure waits so long
    expect: { poll: { timeout: 20_000 } },
  },
});
