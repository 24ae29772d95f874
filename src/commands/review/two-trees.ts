import type { Trees } from '../../io/git-trees.ts'
import type { Asset } from '../../model/asset.ts'
import { UserError } from '../../model/errors.ts'
import { chunks } from '../../model/lists.ts'
import type { Problem } from '../../model/problem.ts'
import { ASSETS } from '../../tree/paths.ts'
import { readTree } from '../../tree/tree.ts'
import type { Context } from '../context.ts'
import { ENVIRONMENTS } from '../project.ts'
import { joinRenamed, nameProblems } from './environment-files.ts'
import { withBases } from './extended-files.ts'

/** Which two versions to compare: branches, tags or commits. Left out: where the work began, and the work tree. */
export type Asked = { base?: string | undefined; head?: string | undefined }

/** One version of a file under assets/. Without `asset` the problems say why it cannot be read. */
export type FileVersion = { blob: string; text: string; asset?: Asset; problems: readonly Problem[] }

/** A changed file under assets/, before and after; one is missing where the file is not there. */
export type FilePair = { path: string; base?: FileVersion; head?: FileVersion }

/** A changed file under environments/: its text before and after. */
export type TextPair = { path: string; base?: string; head?: string }

/** A changed path with the ids of its blobs. */
export type ChangedPath = { path: string; base?: string; head?: string }

/** Two versions of the repository, compared by what git knows of them; nothing is read that did not change. */
export type TwoTrees = {
  base: { ref: string; commit: string }
  /** Without `commit` it is the work tree. */
  head: { ref: string; commit?: string }
  /** The files under assets/ that differ. */
  changed: readonly ChangedPath[]
  environments: readonly TextPair[]
  /** Remarks on how files of environments are called. */
  notes: readonly string[]
  /** What head has in those folders and git cannot tell the content of, or nobody reads. */
  strange: readonly Problem[]
  /** Read the changed files, some at a time, so that all of them need never be held at once. */
  eachPair: (visit: (pair: FilePair) => void | Promise<void>) => Promise<void>
}

const notText = (file: string): Problem => ({
  severity: 'error',
  message: `${file} is not UTF-8 text; save it again as UTF-8`,
  place: { file },
})

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A file under assets/ as one version has it. */
export const fileVersion = (path: string, blob: string, bytes: Uint8Array): FileVersion => {
  const text = decode(bytes)
  if (text === undefined) return { blob, text: '', problems: [notText(path)] }
  const {
    assets: [asset],
    problems,
  } = readTree(new Map([[path, text]]))
  return { blob, text, problems, ...(asset ? { asset } : {}) }
}

/** The two versions by their commits. */
export type Ends = Pick<TwoTrees, 'base' | 'head'>

/** Find what was asked for. @throws UserError when either is not known, or lies beyond a shallow clone. */
export const endsOf = async ({ base, head }: Asked, { trees, git, variables }: Context): Promise<Ends> => {
  if ((await git.root()) === undefined) throw new UserError('This is no git repository, so there is nothing to compare')
  const commit = head === undefined ? undefined : await trees.resolve(head)
  return {
    base:
      base === undefined
        ? await trees.defaultBase(variables.GITHUB_BASE_REF, commit ?? 'HEAD')
        : { ref: base, commit: await trees.resolve(base) },
    head: commit === undefined ? { ref: 'work tree' } : { ref: head ?? commit, commit },
  }
}

const idsOf = (changes: readonly ChangedPath[]): string[] =>
  changes.flatMap(({ base, head }) => [base, head].filter((id) => id !== undefined))

/** Blobs by id; copies, since the bytes are only lent. */
const bytesOf = async (trees: Trees, changes: readonly ChangedPath[]): Promise<Map<string, Buffer>> => {
  const bytes = new Map<string, Buffer>()
  await trees.readBlobs(idsOf(changes), (id, lent) => void bytes.set(id, Buffer.from(lent)))
  return bytes
}

const pairOf = ({ path, base, head }: ChangedPath, bytes: ReadonlyMap<string, Buffer>): FilePair => {
  const version = (id: string): FileVersion => fileVersion(path, id, bytes.get(id) ?? Buffer.alloc(0))
  return {
    path,
    ...(base === undefined ? {} : { base: version(base) }),
    ...(head === undefined ? {} : { head: version(head) }),
  }
}

/** `.gitkeep` and the like hold no asset and are no mistake either. */
const isOfInterest = ({ base, head }: FilePair): boolean =>
  [base, head].some((version) => version !== undefined && (version.asset !== undefined || version.problems.length > 0))

const AT_ONCE = 32

const textPairs = async (trees: Trees, changes: readonly ChangedPath[]): Promise<TextPair[]> => {
  const bytes = await bytesOf(trees, changes)
  // What was no text before is compared as far as it can be read, or nobody could mend it.
  const before = (id: string): string => new TextDecoder().decode(bytes.get(id) ?? Buffer.alloc(0))
  const text = (path: string, id: string): string => {
    const found = decode(bytes.get(id) ?? Buffer.alloc(0))
    if (found === undefined) throw new UserError(notText(path).message, { places: [{ file: path }] })
    return found
  }
  return changes.map(({ path, base, head }) => ({
    path,
    ...(base === undefined ? {} : { base: before(base) }),
    ...(head === undefined ? {} : { head: text(path, head) }),
  }))
}

/** All files of environments as a version has them, by path. */
const textsAt = async (trees: Trees, commit: string | undefined): Promise<Map<string, string>> => {
  const blobs = await trees.blobsAt(commit, ENVIRONMENTS)
  const bytes = await bytesOf(
    trees,
    [...blobs].map(([path, head]) => ({ path, head })),
  )
  return new Map([...blobs].map(([path, id]) => [path, new TextDecoder().decode(bytes.get(id) ?? Buffer.alloc(0))]))
}

/** What the changed files of environments are, and what is to be said of how they are called and what extends them. */
const environmentsOf = async (
  files: readonly TextPair[],
  { base, head }: Ends,
  trees: Trees,
): Promise<Pick<TwoTrees, 'environments' | 'notes'> & { misnamed: Problem[] }> => {
  if (files.length === 0) return { environments: [], notes: [], misnamed: [] }
  const [before, after] = [await textsAt(trees, base.commit), await textsAt(trees, head.commit)]
  const { pairs, notes } = joinRenamed(files)
  const extended = withBases(pairs, { before, after })
  return { environments: extended.pairs, notes: [...notes, ...extended.notes], misnamed: nameProblems(after.keys()) }
}

const isUnder = (folder: string, { path }: ChangedPath): boolean => path.startsWith(`${folder}/`)

const FOLDERS = [ASSETS, ENVIRONMENTS]

const isHidden = (file: string): boolean => /(^|\/)\.[^/]*$/.test(file)

/** A deploy would read through it, while no comparison shows what changes behind it. */
const strangeProblem = (file: string): Problem => ({
  severity: 'error',
  message: `${file} is a link or a repository of its own (a submodule), so what changes behind it cannot be told; put the files themselves there`,
  place: { file },
})

/** What differs between two versions of the repository, by git's own ids. */
export const compareTrees = async ({ base, head }: Ends, { trees }: Context): Promise<TwoTrees> => {
  const [changes, strangers] = await Promise.all([
    trees.changedBlobs(base.commit, head.commit, FOLDERS),
    trees.strangers(head.commit, FOLDERS),
  ])
  const changed = changes.filter((change) => isUnder(ASSETS, change))
  const files = await textPairs(
    trees,
    changes.filter((change) => isUnder(ENVIRONMENTS, change) && /\.ya?ml$/.test(change.path)),
  )
  const { environments, notes, misnamed } = await environmentsOf(files, { base, head }, trees)
  return {
    base,
    head,
    changed,
    environments,
    notes,
    strange: [...strangers.filter((file) => !isHidden(file)).map(strangeProblem), ...misnamed],
    eachPair: async (visit) => {
      for (const some of chunks(changed, AT_ONCE)) {
        const bytes = await bytesOf(trees, some)
        for (const change of some) {
          const pair = pairOf(change, bytes)
          if (isOfInterest(pair)) await visit(pair)
        }
      }
    },
  }
}
