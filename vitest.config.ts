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
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // what is polled for is to come; a busy machine may be late, and only a failure waits so long
    expect: { poll: { timeout: 20_000 } },
  },
});
