import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['src/**/*.test.ts'], exclude: ['src/corpus/**'], testTimeout: 30_000, hookTimeout: 30_000 },
})
