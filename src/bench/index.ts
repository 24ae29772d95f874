import { backupRows } from './backup.ts'
import { deployRows } from './deploy.ts'
import { diffRows } from './diff.ts'
import { exportRows } from './export.ts'
import { normalizeRows } from './normalize.ts'
import { reviewRows } from './review.ts'
import { isMissed, type Row, tableOf } from './row.ts'
import { startRows } from './start.ts'

/** What can be measured. `npm run bench -- normalize start` measures two of them; without an argument all are. */
const SECTIONS: Record<string, () => Promise<Row[]>> = {
  export: exportRows,
  backup: backupRows,
  deploy: deployRows,
  normalize: normalizeRows,
  diff: diffRows,
  review: reviewRows,
  start: startRows,
}

const chosen = (names: readonly string[]): string[] => {
  const unknown = names.filter((name) => !(name in SECTIONS))
  if (unknown.length > 0) throw new Error(`There is no section ${unknown}; there are ${Object.keys(SECTIONS)}`)
  return names.length > 0 ? [...names] : Object.keys(SECTIONS)
}

const rows: Row[] = []
for (const name of chosen(process.argv.slice(2))) {
  process.stderr.write(`measuring ${name}…\n`)
  rows.push(...((await SECTIONS[name]?.()) ?? []))
}
process.stdout.write(tableOf(rows))
process.exitCode = rows.some(isMissed) ? 1 : 0
