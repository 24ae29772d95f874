import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '../commands/context.ts'

const SPEED = 20

/** The same context with a faster clock towards QuickSight: where the emulator's jobs take no time, neither should waiting for them. */
export const hurried = (context: Context): Context => ({
  ...context,
  quickSight: async () => {
    const door = await context.quickSight()
    const connect: typeof door.connect = async (target) => ({
      ...(await door.connect(target)),
      sleep: (ms) => wait(ms / SPEED),
      now: () => Date.now() * SPEED,
    })
    return { ...door, connect }
  },
})
