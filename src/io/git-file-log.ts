import { checked } from './git.ts'

/** What one commit did to a file: ids of its blob before (in the first parent) and after; one is missing where it is not there. */
export type FileStep = { path: string; base?: string; head?: string; from?: string }

/** A commit that changed files. `time`: when it was committed, in seconds since 1970; `date`: when it was written, ISO 8601. */
export type LogEntry = {
  commit: string
  parents: readonly string[]
  date: string
  time: number
  author: string
  files: readonly FileStep[]
}

const isFileMode = (mode: string | undefined): boolean => mode?.startsWith('100') === true

/** `:mode mode id id M`; of a merge `::mode mode mode id id id MM`, with all parents before the result. */
const stepOf = (header: string, paths: readonly string[]): FileStep => {
  const parents = /^:+/.exec(header)?.[0].length ?? 1
  const fields = header.slice(parents).split(' ')
  const [ids, last] = [fields.slice(parents + 1), fields[parents]]
  const [base = '', head = ''] = [ids[0], ids[parents]]
  const path = paths.at(-1) ?? ''
  return {
    path,
    ...(isFileMode(fields[0]) ? { base } : {}),
    ...(isFileMode(last) ? { head } : {}),
    ...(paths.length > 1 && paths[0] !== undefined ? { from: paths[0] } : {}),
  }
}

const pathsAfter = (header: string): number => (/ [RC]\d*$/.test(header) ? 2 : 1)

/** The raw part of a log or a diff: each header is followed by its path, or by two for a rename. */
const stepsOf = (tokens: readonly string[]): FileStep[] => {
  const steps: FileStep[] = []
  for (let at = 0; at < tokens.length; ) {
    const header = tokens[at] ?? ''
    const next = at + 1 + pathsAfter(header)
    steps.push(stepOf(header, tokens.slice(at + 1, next)))
    at = next
  }
  return steps
}

const FORMAT = '--format=%x00%H%x09%P%x09%aI%x09%ct%x09%aN%x00'
const COMMIT = /^[0-9a-f]{40,}\t/

const entryOf = (line: string, tokens: readonly string[]): LogEntry => {
  const [commit = '', parents = '', date = '', time = '', ...author] = line.split('\t')
  return {
    commit,
    parents: parents.split(' ').filter(Boolean),
    date,
    time: Number(time),
    author: author.join('\t'),
    files: stepsOf(tokens),
  }
}

/** A path follows a header that begins with a colon, so no path can pass for a commit. */
const entriesOf = (output: string): LogEntry[] => {
  const tokens = output
    .split('\0')
    .map((token) => token.replace(/^\n/, ''))
    .filter(Boolean)
  const entries: LogEntry[] = []
  for (let at = 0; at < tokens.length; ) {
    let end = at + 1
    while (end < tokens.length && !COMMIT.test(tokens[end] ?? '')) end += 1 + pathsAfter(tokens[end] ?? '')
    entries.push(entryOf(tokens[at] ?? '', tokens.slice(at + 1, end)))
    at = end
  }
  return entries
}

const PLAIN = ['--raw', '-z', '--no-abbrev', '--no-ext-diff', '--no-color']

/** Whatever the user has set for git's log: the first commit is told, in UTF-8, and nothing of signatures and notes. */
const WHOLE = ['--root', '--encoding=UTF-8', '--no-show-signature', '--no-notes', '--no-follow']

/** Git leaves the paths of merges as they are even when asked for relative ones (observed with 2.39), so this is done here. */
const relativeTo = (prefix: string, { files, ...entry }: LogEntry): LogEntry => ({
  ...entry,
  files: files.flatMap((step) =>
    step.path.startsWith(prefix) ? [{ ...step, path: step.path.slice(prefix.length) }] : [],
  ),
})

/** What git remembers of single files. Paths are relative to `cwd`. Throws UserErrors that hold git's own words. */
export const openFileLog = (cwd: string) => ({
  /**
   * The commits up to `from` that changed what some pathspecs name, newest first, on every way through history: a merge is
   * among them only where its result differs from all its parents.
   */
  fileLog: async (from: string, pathspecs: readonly string[]): Promise<LogEntry[]> => {
    const how = ['--full-history', '-c', '--no-renames', '--no-relative', ...WHOLE, ...PLAIN]
    const [prefix, output] = await Promise.all([
      checked(cwd, ['rev-parse', '--show-prefix']),
      checked(cwd, ['log', ...how, FORMAT, from, '--', ...pathspecs]),
    ])
    const entries = entriesOf(output).map((entry) => relativeTo(prefix.replace(/\n$/, ''), entry))
    return entries.filter(({ files }) => files.length > 0)
  },

  /** What a commit did to the files below some folders; what git pairs as a renamed file is one step with `from`. Of a merge: nothing. */
  stepsIn: async (commit: string, folders: readonly string[]): Promise<FileStep[]> => {
    const how = ['-r', '--root', '-M', '-l300', '--no-commit-id', '--relative', ...PLAIN]
    const output = await checked(cwd, ['diff-tree', ...how, commit, '--', ...folders])
    return stepsOf(output.split('\0').filter(Boolean))
  },
})
