import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['src/corpus/**/*.test.ts'], reporters: ['verbose'], testTimeout: 120_000, hookTimeout: 60_000 },
})
