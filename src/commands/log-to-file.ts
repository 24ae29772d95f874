import type { Log } from '../io/log.ts'
import { messageOf } from '../model/errors.ts'
import { plain } from '../model/escape.ts'
import type { Problem } from '../model/problem.ts'

/** A log file of a run: what it is told is in the file with the time, secrets covered. */
export type FileLog = { told: (level: 'info' | Problem['severity'], text: string) => void }

type Around = { log: Log; now: () => Date }

/** Write to a log file; the first line that cannot be written is told, and ends it: a full disk must not end a backup. */
export const fileLog = (add: (line: string) => void, { log, now }: Around): FileLog => {
  let isOver = false
  const addLine = (line: string): void => {
    if (isOver) return
    try {
      add(line)
    } catch (thrown) {
      isOver = true
      log.problem({ severity: 'warning', message: `The log file cannot be written any more: ${messageOf(thrown)}` })
    }
  }
  return {
    told: (level, text) => {
      const lines = log.mask(text).split('\n')
      for (const line of lines) if (line !== '') addLine(`${now().toISOString()} ${level}: ${plain(line)}`)
    },
  }
}

/** A log whose lines go to a file too. */
export const logToFile = (log: Log, { told }: FileLog): Log => ({
  ...log,
  progress: (line) => {
    told('info', line)
    log.progress(line)
  },
  info: (line) => {
    told('info', line)
    log.info(line)
  },
  problem: (problem) => {
    told(problem.severity, problem.message)
    log.problem(problem)
  },
  group: (title, work) => {
    told('info', title)
    return log.group(title, work)
  },
})
