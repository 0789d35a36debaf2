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
  },
});
