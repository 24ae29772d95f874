import { appendFileSync } from 'node:fs'
import { mkdir, open, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, UserError } from '../model/errors.ts'
import { privateFiles } from './private-files.ts'

/** Reports name people and assets, so that only their owner may read them. */
const MODE = 0o600

type Stats = { isDirectory: () => boolean }

const statOf = (place: string): Promise<Stats | undefined> => stat(place).catch(() => undefined)

/** A file that lines are added to, each on the disk before the next: `add` throws where that fails. @throws UserError where there can be none */
const openLogFile = async (file: string): Promise<{ add: (line: string) => void }> => {
  if ((await statOf(file))?.isDirectory())
    throw new UserError(`${file} is a folder, and --log-file needs a file. Name one in it`)
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await (await open(file, 'a', MODE)).close()
  } catch (cause) {
    throw new UserError(`${file} cannot be written: ${messageOf(cause)}. Name another --log-file`, { cause })
  }
  return { add: (line) => appendFileSync(file, `${line}\n`) }
}

/** A folder for reports, each of which is replaced whole or not at all. @throws UserError where there can be none */
const openReportFolder = async (folder: string): Promise<{ write: (name: string, text: string) => Promise<void> }> => {
  const found = await statOf(folder)
  if (found && !found.isDirectory())
    throw new UserError(`${folder} is a file, and --output-dir needs a folder. Name another one`)
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new UserError(`${folder} cannot be made: ${messageOf(cause)}. Name another --output-dir`, { cause })
  }
  return { write: (name, text) => privateFiles.writePrivate(path.join(folder, name), Buffer.from(text)) }
}

/** Where a run leaves what it said and found out, beside its log and its output. */
export const reportFiles = { openLogFile, openReportFolder }
