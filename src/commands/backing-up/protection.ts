import type { BackupSettings, Protection } from '../../model/backup.ts'
import type { Environment } from '../../model/environment.ts'
import type { Problem } from '../../model/problem.ts'

const DAY = 86_400_000

/** How the objects of a run that begins now are written to a bucket. */
export const protectionOf = ({ kmsKey, objectLock }: BackupSettings = {}, now: Date): Protection => ({
  ...(kmsKey === undefined ? {} : { kmsKey }),
  ...(objectLock === undefined
    ? {}
    : { lock: { mode: objectLock.mode, until: new Date(now.getTime() + objectLock.days * DAY) } }),
})

/** What the environment asks of a bucket, and a folder cannot give. */
export const unprotected = ({ backup = {}, file }: Environment, to: string): Problem[] => {
  const asked = (['kmsKey', 'objectLock'] as const).filter((key) => backup[key] !== undefined)
  if (asked.length === 0 || /^s3:/i.test(to)) return []
  const message = `${to} is a folder, which neither encrypts nor locks: backup.${asked.join(' and backup.')} of ${file} apply to a bucket only`
  return [{ severity: 'warning', message }]
}
