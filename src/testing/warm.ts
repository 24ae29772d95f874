import type { Asset } from '../model/asset.ts'
import { hurried } from './hurry.ts'
import { type Bench, prodFile, setUp } from './repository.ts'

const MINUTE = 60_000

/**
 * A bench whose assets are deployed to prod, in an account where time goes on a minute behind, so that nothing is too fresh to be
 * kept; and what it said it is doing.
 */
export const warmBench = async (
  assets: readonly Asset[],
  { prod = '', switches = {}, behind = MINUTE }: { prod?: string; switches?: object; behind?: number } = {},
): Promise<{ bench: Bench; told: string[] }> => {
  const bench = await setUp({
    assets,
    prod: prodFile(`overlay: { datasource: { lake: { keep: true } } }\nrefresh: none\n${prod}`),
    emulator: { now: () => new Date(Date.now() - behind), switches },
  })
  bench.context.quickSight = hurried({ ...bench.context }).quickSight
  const told: string[] = []
  bench.context.log.progress = (line) => void told.push(line)
  await bench.run('export', { commit: true })
  await bench.run('deploy', { env: 'prod' })
  bench.emulator.resetCalls()
  told.length = 0
  return { bench, told }
}
