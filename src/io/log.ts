import { commandData, commandProperty, plain } from '../model/escape.ts'
import type { Problem } from '../model/problem.ts'

/** Where a run speaks while it works. What a command found out is in its result, not here. */
export type Log = {
  /** A line that says what happens now; transient on a terminal, plain in CI. */
  progress: (line: string) => void
  info: (line: string) => void
  problem: (problem: Problem) => void
  /** Lines of the work are folded under a title where the place can do that. */
  group: <T>(title: string, work: () => Promise<T>) => Promise<T>
  /** A value that must never appear in any output. */
  secret: (value: string) => void
  /** A text for elsewhere, with every secret in it covered. */
  mask: (text: string) => string
}

type Write = (text: string) => void

const masker = (): { mask: (text: string) => string; add: (value: string) => void } => {
  const secrets = new Set<string>()
  return {
    add: (value) => {
      if (value !== '') secrets.add(value)
    },
    mask: (text) => [...secrets].reduce((masked, secret) => masked.replaceAll(secret, '***'), text),
  }
}

const placeOf = ({ place }: Problem): string =>
  place === undefined ? '' : `${place.file}${place.line === undefined ? '' : `:${place.line}`}: `

const sentence = (problem: Problem): string => {
  const place = placeOf(problem)
  return problem.message.startsWith(place.slice(0, -2)) ? problem.message : `${place}${problem.message}`
}

/** For people at a terminal, and for quiet logs: everything goes to one stream, so that stdout stays the result's. */
export const terminalLog = ({ write, isTerminal }: { write: Write; isTerminal: boolean }): Log => {
  const { mask, add } = masker()
  const clear = isTerminal ? '\r\u001b[K' : ''
  const line = (text: string): void => write(`${clear}${plain(mask(text))}\n`)
  return {
    progress: (text) => {
      if (isTerminal) write(`${clear}${plain(mask(text))}`)
    },
    info: line,
    problem: (problem) => line(`${problem.severity}: ${sentence(problem)}`),
    group: async (title, work) => {
      line(title)
      return work()
    },
    secret: add,
    mask,
  }
}

const annotation = (problem: Problem, mask: (text: string) => string): string => {
  const { file, line } = problem.place ?? {}
  const properties = [
    ...(file === undefined ? [] : [`file=${commandProperty(file)}`]),
    ...(line === undefined ? [] : [`line=${line}`]),
  ]
  const head = properties.length > 0 ? `${problem.severity} ${properties.join(',')}` : problem.severity
  return `::${head}::${commandData(plain(mask(problem.message)))}\n`
}

/** A line of ours must not be taken for a workflow command: the runner looks for `::` at its start, and for `##[` anywhere. */
const harmless = (text: string): string => text.replace(/^(\s*)::/gm, '$1: :').replaceAll('##[', '# #[')

/** For the GitHub runner: groups, annotations with file and line, masks. */
export const actionsLog = (write: Write): Log => {
  const { mask, add } = masker()
  const line = (text: string): void => write(`${harmless(plain(mask(text)))}\n`)
  return {
    progress: line,
    info: line,
    problem: (problem) => write(annotation(problem, mask)),
    group: async (title, work) => {
      write(`::group::${commandData(plain(mask(title)))}\n`)
      try {
        return await work()
      } finally {
        write('::endgroup::\n')
      }
    },
    secret: (value) => {
      if (value === '') return
      add(value)
      write(`::add-mask::${commandData(value)}\n`)
    },
    mask,
  }
}
