import { UserError } from '../model/errors.ts'
import { exportMessage } from '../model/export-branch.ts'
import { checked, identity, oneLine, openGit, runGit } from './git.ts'
import { changesBetween, versionsSince } from './git-log.ts'

/** A branch and the one it is to be merged into, by name and by commit. `tip` is undefined where the branch is new. */
export type Branches = { branch: string; base: string; baseTip: string; tip: string | undefined; environment: string }

/** How many commits of a branch are looked at, newest first, for one that the base holds already. */
const MOST_LOOKED_AT = 50

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** A commit of a tree that is written already. No hook runs, and nothing is signed. */
export const commitTree = async (
  folder: string,
  commit: { tree: string; parents: readonly string[]; message: string },
): Promise<string> => {
  const parents = commit.parents.flatMap((parent) => ['-p', parent])
  const args = [...(await identity(folder)), 'commit-tree', commit.tree, ...parents]
  const { code, stdout, stderr } = await runGit(folder, args, commit.message)
  if (code !== 0) throw new UserError(`git commit-tree failed: ${oneLine(stderr)}`)
  return stdout.trim()
}

/**
 * The newest commit of the branch whose work the base holds, although not the commit itself: after a squash or rebase merge.
 * That is one whose every changed file was, in just this version, in the base at some time since both parted. What happened
 * to the file in the base afterwards is the base's own business. Undefined when there is none.
 */
const newestHeld = async (cwd: string, tip: string, baseTip: string): Promise<string | undefined> => {
  const { stdout } = await runGit(cwd, ['merge-base', baseTip, tip])
  const parted = stdout.trim()
  if (parted === '' || parted === baseTip) return undefined
  const versions = new Set((await versionsSince(cwd, parted, baseTip)).map(({ path, blob }) => `${blob} ${path}`))
  if (versions.size === 0) return undefined
  const newest = ['rev-list', '--first-parent', `--max-count=${MOST_LOOKED_AT}`, `${parted}..${tip}`]
  for (const commit of lines(await checked(cwd, newest))) {
    const changes = await changesBetween(cwd, parted, commit)
    if (changes.length > 0 && changes.every(({ path, blob }) => versions.has(`${blob} ${path}`))) return commit
  }
  return undefined
}

/** A merge whose content is the base's: from here on git knows, too, that the base holds what the branch had until `held`. */
const startAgain = (folder: string, held: string, { base, baseTip, environment }: Branches): Promise<string> =>
  commitTree(folder, {
    tree: `${baseTip}^{tree}`,
    parents: [held, baseTip],
    message: exportMessage(`Go on from ${base}, which holds what was here`, environment),
  })

const conflict = (files: readonly string[], { branch, base }: Branches): UserError =>
  new UserError(
    `${base} cannot be merged into ${branch}, because both changed ${files.join(', ')}. Nothing was written or pushed. Merge by hand on that branch (git fetch, git switch ${branch}, git merge origin/${base}, mend the files, git commit, git push), then run the export again`,
    { places: files.map((file) => ({ file })) },
  )

/** Git's newer strategy took no notice of `no-renames` until the older one became another name for it. */
const WITHOUT_RENAMES = ['--strategy', 'recursive', '-X', 'no-renames']

/** A true merge. Renames are not guessed: a file removed here and edited there is a conflict, not an edit of a similar file. */
const merge = async (folder: string, tip: string, other: string, branches: Branches): Promise<string> => {
  const settings = [...(await identity(folder)), '-c', 'core.hooksPath=/dev/null', '-c', 'rerere.enabled=false']
  const options = ['--quiet', '--no-commit', '--no-ff', '--no-verify-signatures', ...WITHOUT_RENAMES]
  const { code, stdout, stderr } = await runGit(folder, [...settings, 'merge', ...options, other])
  if (code !== 0) {
    const files = await checked(folder, ['diff', '--name-only', '--diff-filter=U', '-z'])
    if (files !== '') throw conflict(files.split('\0').filter(Boolean), branches)
    throw new UserError(`${branches.base} cannot be merged into ${branches.branch}: ${oneLine(stderr + stdout)}`)
  }
  return commitTree(folder, {
    tree: (await checked(folder, ['write-tree'])).trim(),
    parents: [tip, other],
    message: exportMessage(`Merge ${branches.base} into ${branches.branch}`, branches.environment),
  })
}

/** The commit to go on from, by the cheapest of ways that all keep every commit of both: see `catchUp`. */
const joined = async (folder: string, tip: string, branches: Branches): Promise<string> => {
  const { isAncestor } = openGit(folder)
  if (await isAncestor(tip, branches.baseTip)) return branches.baseTip
  if (await isAncestor(branches.baseTip, tip)) return tip
  const held = await newestHeld(folder, tip, branches.baseTip)
  const other = held === undefined ? branches.baseTip : await startAgain(folder, held, branches)
  return held === tip ? other : merge(folder, tip, other, branches)
}

/**
 * Bring a work tree that stands on the branch (or on the base, where there is no branch) to a commit that holds both, and
 * give that commit. It always descends from the branch's tip, so that pushing it rewinds nothing:
 * - a tip that the base contains: the base itself;
 * - a base that did not move: the tip;
 * - a tip whose work the base holds otherwise (squash or rebase merge): a merge with the base's content;
 * - the same for an older commit of the branch: as before up to that commit, and then an ordinary merge of what came after;
 * - else an ordinary merge.
 * @throws UserError that names the files when the merge conflicts; nothing but the work tree was touched then.
 */
export const catchUp = async (folder: string, branches: Branches): Promise<string> => {
  const { tip, baseTip } = branches
  const head = tip === undefined ? baseTip : await joined(folder, tip, branches)
  await checked(folder, ['reset', '--quiet', '--hard', head])
  return head
}
