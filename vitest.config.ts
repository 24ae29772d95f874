import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/corpus/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One for each core: less leaves cores idle while tests of deploys wait for jobs, more makes tests of times fail.
    maxWorkers: Math.max(2, availableParallelism()),
  },
})
