import { openGate } from './gate.ts'
import { type Ended, launch, type Start } from './program.ts'

/** The call at which a run is killed, counted from 1: before the service has it, or with `answered` before its answer is there. */
export type Point = { at: number; answered: boolean }

/** A run that is not killed. */
export const NEVER: Point = { at: Number.POSITIVE_INFINITY, answered: false }

/** Run the program through a gate before the emulator at `url` that kills it at one call. `calls`: how many it made. */
export const killedAt = async (
  { at, answered }: Point,
  url: string,
  start: (gate: string) => Start,
): Promise<{ calls: number; ended: Ended }> => {
  let calls = 0
  let kill = (): void => {}
  const gate = await openGate(url, (passing) => {
    if (!passing.answered) calls += 1
    if (calls < at || passing.answered !== answered) return 'on'
    kill()
    return 'stop'
  })
  const running = launch(start(gate.url))
  kill = running.kill
  const ended = await running.ended
  await gate.close()
  return { calls, ended }
}
