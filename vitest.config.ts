import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/corpus/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of a test of a deploy is waiting for jobs, so that one worker for each core leaves cores idle.
    maxWorkers: availableParallelism() + 1,
  },
})
