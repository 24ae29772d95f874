import type { BackupManifest } from '../model/backup.ts'
import { markdown, plain } from '../model/escape.ts'
import type { Problem } from '../model/problem.ts'
import { countsText } from './backup.ts'
import { count } from './words.ts'

/** What was verified. `faults`: what is not as it was saved; `lacking`: what the backup could not save at the time. */
export type VerifyTold = { place: string; manifest: BackupManifest; faults: number; lacking: number }

const verdict = ({ manifest, faults, lacking }: VerifyTold): string => {
  if (faults > 0) return `It is NOT as it was saved: ${count(faults, 'fault')}. Do not restore it; take another set.`
  const same = `All ${count(manifest.objects.length, 'object')} are as they were saved`
  if (lacking > 0) return `${same}, but ${count(lacking, 'thing was', 'things were')} not saved at the time.`
  return `${same}, and nothing that is needed is missing.`
}

const headline = (told: VerifyTold): string => {
  const { account, region, finishedAt, counts } = told.manifest
  return `${told.place}: account ${account} in ${region} at ${finishedAt}, ${countsText(counts)}. ${verdict(told)}`
}

export const verifyText = (told: VerifyTold): string => `${plain(headline(told))}\n`

export const verifyMarkdown = (told: VerifyTold, problems: readonly Problem[]): string => {
  const lines = problems.map(({ severity, message }) => `- **${severity}** ${markdown(message)}\n`)
  return `### Backup verified\n\n${markdown(headline(told))}\n${lines.length > 0 ? `\n${lines.join('')}` : ''}`
}
