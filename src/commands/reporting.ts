import path from 'node:path'
import { UserError } from '../model/errors.ts'
import { markdown } from '../model/escape.ts'
import { describeFailure } from '../model/failure.ts'
import type { Problem } from '../model/problem.ts'
import { type Command, type Options, type Result, textOption } from './command.ts'
import type { Context } from './context.ts'
import { type FileLog, fileLog, logToFile } from './log-to-file.ts'
import { maskedResult } from './masked-result.ts'

const OPTIONS: Command['options'] = {
  'log-file': { type: 'text', value: 'FILE', summary: 'also add every line of the run to this file, with the time' },
  'output-dir': {
    type: 'text',
    value: 'FOLDER',
    summary: 'also write the reports, and of a set the manifest, into this folder',
  },
}

type Write = (name: string, text: string) => Promise<void>
type Kept = { context: Context; file: FileLog | undefined; write: Write | undefined }

const isFolder = (place: string | undefined): place is string =>
  place !== undefined && !/^[a-z][a-z0-9]+:\/\//i.test(place)

/** A manifest where sets lie would look like a set. */
const refuseAmongSets = (options: Options, folder: string, root: string): void => {
  for (const place of ['to', 'from'].map((name) => textOption(options, name)).filter(isFolder)) {
    const way = path.relative(path.resolve(root, place), folder)
    if (way.startsWith('..') || path.isAbsolute(way)) continue
    throw new UserError(
      `--output-dir lies in ${place}, where its manifest.json would look like a set. Name another folder`,
    )
  }
}

const open = async (options: Options, context: Context): Promise<Kept> => {
  const { root, log, now, reportFiles } = context
  const [logPath, outputPath] = ['log-file', 'output-dir'].map((name) => textOption(options, name))
  const folder = outputPath === undefined ? undefined : path.resolve(root, outputPath)
  if (folder !== undefined) refuseAmongSets(options, folder, root)
  const lines = logPath === undefined ? undefined : await reportFiles.openLogFile(path.resolve(root, logPath))
  const reports = folder === undefined ? undefined : await reportFiles.openReportFolder(folder)
  const file = lines && fileLog(lines.add, { log, now })
  return { context: file ? { ...context, log: logToFile(log, file) } : context, file, write: reports?.write }
}

const problemLines = (problems: readonly Problem[]): string =>
  problems.map(({ severity, message }) => `${severity}: ${message}\n`).join('')

const writeReports = async (name: string, result: Result, write: Write): Promise<void> => {
  await write(`${name}-report.txt`, problemLines(result.problems) + result.text)
  await write(`${name}-report.md`, result.markdown ?? result.text)
  for (const [file, text] of Object.entries(result.files ?? {})) await write(file, text)
}

const keep = async (name: string, result: Result, { context, file, write }: Kept): Promise<Result> => {
  const masked = maskedResult(result, context.log.mask)
  for (const { severity, message } of masked.problems) file?.told(severity, message)
  file?.told('info', masked.text)
  try {
    if (write) await writeReports(name, masked, write)
    return result
  } catch (thrown) {
    const { message } = describeFailure(thrown).problem
    return {
      ...result,
      problems: [...result.problems, { severity: 'error', message: `The reports cannot be written: ${message}` }],
    }
  }
}

/** A run that ended early leaves reports that say so, in place of those of the run before. */
const keepFailure = async (name: string, thrown: unknown, { context, file, write }: Kept): Promise<void> => {
  const { problem, stack } = describeFailure(thrown)
  const { mask } = context.log
  for (const line of [`${problem.message}`, ...stack]) file?.told('error', line)
  const message = mask(problem.message)
  const result = { problems: [{ ...problem, message }], text: '', data: {} }
  const told = `### ${name} failed\n\n- **error** ${markdown(message)}\n`
  if (write) await writeReports(name, { ...result, markdown: told }, write)
}

/**
 * A command that also keeps what it says in a log file, and what it found out as reports in a folder. Both are opened before
 * anything else is done.
 */
export const reporting = (name: string, command: Command): Command => ({
  ...command,
  options: { ...command.options, ...OPTIONS },
  run: async (options, context) => {
    const kept = await open(options, context)
    kept.file?.told('info', `quicksight-gitops ${name}`)
    try {
      return await keep(name, await command.run(options, kept.context), kept)
    } catch (thrown) {
      // What ended the run is what to tell, whatever else goes wrong with it.
      await keepFailure(name, thrown, kept).catch(() => undefined)
      throw thrown
    }
  },
})
