import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hurried } from '../testing/hurry.ts'
import { openRepository, runCommand } from './account.ts'

/** What a backup held at most, in bytes: live memory whenever an object was about to be written, and all that the process had. */
export type Held = { live: number; resident: number }

const liveNow = (): number => {
  if (!global.gc) throw new Error('Start this with --expose-gc')
  global.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const measure = async (url: string): Promise<Held> => {
  const { context, close } = await openRepository(url)
  const to = await mkdtemp(path.join(tmpdir(), 'quicksight-bench-backup-'))
  let live = 0
  const openStore: typeof context.openStore = async (...place) => {
    const store = await context.openStore(...place)
    const create: typeof store.create = (key, bytes) => {
      live = Math.max(live, liveNow())
      return store.create(key, bytes)
    }
    return { ...store, create }
  }
  try {
    await runCommand('backup', { env: 'dev', to }, hurried({ ...context, openStore }))
    return { live, resident: process.resourceUsage().maxRSS * 1024 }
  } finally {
    await close()
    await rm(to, { recursive: true, force: true })
  }
}

// A backup in a process of its own, so that nothing but it is measured: the address comes in, what it held goes out.
process.on('message', (url: string) => {
  void measure(url).then((held) => process.send?.(held, () => process.disconnect()))
})
