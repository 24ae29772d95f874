import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exportMessage } from '../model/export-branch.ts'
import { openGit } from './git.ts'
import { type BranchTree, openBranches } from './git-branch.ts'

const REQUEST = { branch: 'quicksight-export/dev', base: 'main', environment: 'dev' }
const [A, B] = ['assets/dashboard/a.json', 'assets/dashboard/b.json']
/** Long enough that changes of its ends can be merged. */
const text = (top: string, bottom: string): string => `${top}\n${'same\n'.repeat(8)}${bottom}\n`

let top: string
let here: string
let person: string

const git = (folder: string, ...args: string[]): Promise<string> => openGit(folder).run(args)
const put = async (folder: string, file: string, content: string): Promise<void> => {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
  await writeFile(path.join(folder, file), content)
}
const configured = async (folder: string): Promise<void> => {
  await git(folder, 'config', 'user.name', 'Ada')
  await git(folder, 'config', 'user.email', 'ada@example.com')
}
/** A commit by a person, on a branch of origin. `undefined` removes the file. */
const personCommits = async (branch: string, files: Record<string, string | undefined>, message = 'By hand') => {
  await git(person, 'fetch', '--quiet', 'origin')
  const known = (await git(person, 'branch', '--remotes', '--list', `origin/${branch}`)) !== ''
  await git(person, 'switch', '--quiet', '--detach', known ? `origin/${branch}` : 'origin/main')
  for (const [file, content] of Object.entries(files)) {
    if (content === undefined) await git(person, 'rm', '--quiet', file)
    else await put(person, file, content)
  }
  await git(person, 'add', '--all')
  await git(person, 'commit', '--quiet', '--allow-empty', '-m', message)
  await git(person, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
}
/** What GitHub's button does: one commit on the base with all that the branch has otherwise. */
const squashMerge = async (): Promise<void> => {
  await git(person, 'fetch', '--quiet', 'origin')
  await git(person, 'switch', '--quiet', '--detach', 'origin/main')
  await git(person, 'merge', '--quiet', '--squash', `origin/${REQUEST.branch}`)
  await git(person, 'commit', '--quiet', '-m', 'Squashed')
  await git(person, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main')
}
const onBranch = <T>(work: (tree: BranchTree) => Promise<T>, request = REQUEST): Promise<T> =>
  openBranches(here).onBranch(request, work)
/** What the export does: write, commit, push. The pushed commit. */
const exports = (files: Record<string, string>, request = REQUEST): Promise<string> =>
  onBranch(async (tree) => {
    for (const [file, content] of Object.entries(files)) await put(tree.root, file, content)
    const commit = (await tree.commit(exportMessage('Export', request.environment), Object.keys(files))) ?? tree.head
    expect(await tree.push(commit)).toBe('pushed')
    return commit
  }, request)
const origin = (...args: string[]): Promise<string> => git(path.join(top, 'origin.git'), ...args)
const tip = async (branch = REQUEST.branch): Promise<string> =>
  (await origin('rev-parse', `refs/heads/${branch}`)).trim()
const readIn = (tree: BranchTree, file: string): Promise<string> => readFile(path.join(tree.root, file), 'utf8')

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'quicksight-branch-'))
  here = path.join(top, 'here')
  person = path.join(top, 'person')
  await git(top, 'init', '--quiet', '--bare', '--initial-branch=main', 'origin.git')
  await git(top, 'clone', '--quiet', 'origin.git', 'here')
  await configured(here)
  await git(here, 'switch', '--quiet', '-c', 'main')
  await put(here, A, text('a', 'z'))
  await put(here, 'notes.txt', 'notes\n')
  await git(here, 'add', '--all')
  await git(here, 'commit', '--quiet', '-m', 'Start')
  await git(here, 'push', '--quiet', 'origin', 'main')
  await git(top, 'clone', '--quiet', 'origin.git', 'person')
  await configured(person)
})
afterEach(() => rm(top, { recursive: true, force: true }))

describe('the work tree', () => {
  test('leaves the checkout as it is, and is gone afterwards, also when the work fails', async () => {
    await put(here, 'notes.txt', 'half done\n')
    const before = await git(here, 'rev-parse', 'HEAD')
    await onBranch(async (tree) => {
      expect(await readIn(tree, 'notes.txt')).toBe('notes\n')
      await put(tree.root, A, 'new\n')
      expect(await tree.commit('x', [A])).toMatch(/^[0-9a-f]{40}$/)
    })
    await expect(
      onBranch(async () => {
        throw new Error('halfway')
      }),
    ).rejects.toThrow('halfway')
    expect(await git(here, 'status', '--porcelain')).toBe(' M notes.txt\n')
    expect(await git(here, 'rev-parse', 'HEAD')).toBe(before)
    expect((await git(here, 'worktree', 'list')).trim().split('\n')).toHaveLength(1)
    expect(await origin('branch', '--list')).toBe('* main\n')
  })

  test('of a run that was killed is taken away; one of a run that goes on stays', async () => {
    const folder = await openGit(here).privateFolder()
    const [stale, going] = [
      path.join(folder, 'pull-request-999999999'),
      path.join(folder, `pull-request-${process.ppid}`),
    ]
    for (const at of [stale, going]) await git(here, 'worktree', 'add', '--quiet', '--detach', at)
    await put(folder, `pull-request-${process.pid}/left.txt`, 'no work tree at all')
    await onBranch(async (tree) => expect(existsSync(path.join(tree.root, 'left.txt'))).toBe(false))
    expect(await readdir(folder)).toEqual([path.basename(going)])
    expect((await git(here, 'worktree', 'list')).trim().split('\n')).toHaveLength(2)
  })

  test('runs no hook of the checkout', async () => {
    for (const hook of [
      'post-checkout',
      'pre-commit',
      'commit-msg',
      'pre-merge-commit',
      'post-merge',
      'prepare-commit-msg',
    ]) {
      await put(here, `.git/hooks/${hook}`, '#!/bin/sh\necho ran >> "$(git rev-parse --git-common-dir)/ran"\nexit 1\n')
      await chmod(path.join(here, '.git/hooks', hook), 0o755)
    }
    await exports({ [A]: 'account\n' })
    await personCommits('main', { 'notes.txt': 'more\n' })
    await exports({ [A]: 'account 2\n' })
    expect(existsSync(path.join(here, '.git/ran'))).toBe(false)
  })

  test('holds the project where it lies below the top', async () => {
    await personCommits('main', { [`bi/${A}`]: 'below\n', [`other/${A}`]: 'not ours\n' })
    await git(here, 'pull', '--quiet')
    here = path.join(here, 'bi')
    await exports({ [A]: 'account\n' })
    await personCommits(REQUEST.branch, { [`bi/${A}`]: 'person\n', [`other/${A}`]: 'person\n' })
    await onBranch(async (tree) => {
      expect(await readIn(tree, A)).toBe('person\n')
      expect([...(await tree.edits())]).toEqual([[A, ['account\n']]])
      expect(await tree.changes(tree.head)).toEqual([
        { path: A, what: 'changed' },
        { path: `other/${A}`, what: 'changed' },
      ])
    })
  })

  test('is refused where git would not keep it apart', async () => {
    process.env.GIT_DIR = path.join(here, '.git')
    try {
      await expect(onBranch(async () => {})).rejects.toThrow(/GIT_DIR/)
    } finally {
      process.env.GIT_DIR = undefined
      delete process.env.GIT_DIR
    }
    expect(await git(here, 'status', '--porcelain')).toBe('')
    expect(await git(here, 'branch', '--show-current')).toBe('main\n')
  })
})

describe('catching up with the base', () => {
  test('a new branch begins at the base, which need not be checked out here', async () => {
    await personCommits('main', { 'notes.txt': 'newer\n' })
    const commit = await exports({ [A]: 'account\n' })
    expect(await tip()).toBe(commit)
    expect(await origin('rev-parse', `${commit}^`)).toBe(`${await tip('main')}\n`)
  })

  test('a base that did not move leaves the branch as it is; one that did is merged in', async () => {
    const first = await exports({ [A]: text('account', 'z') })
    await onBranch(async (tree) => expect([tree.tip, tree.head]).toEqual([first, first]))
    await personCommits('main', { [A]: text('a', 'person'), 'notes.txt': 'newer\n' })
    const merged = await onBranch(async (tree) => {
      expect(await readIn(tree, A)).toBe(text('account', 'person'))
      expect(await tree.changes(tree.head)).toEqual([{ path: A, what: 'changed' }])
      await tree.push(tree.head)
      return tree.head
    })
    expect(await origin('log', '-1', '--format=%P|%s', merged)).toBe(
      `${first} ${await tip('main')}|Merge main into quicksight-export/dev\n`,
    )
  })

  test('a conflict names the files and the way out, and nothing is pushed or left behind', async () => {
    const first = await exports({ [A]: 'account\n', [B]: 'b\n' })
    await personCommits('main', { [A]: 'person\n', [B]: 'another\n' })
    await expect(onBranch(async () => 'not reached')).rejects.toThrow(
      /^main cannot be merged into quicksight-export\/dev, because both changed assets\/dashboard\/a\.json, assets\/dashboard\/b\.json\. Nothing was written or pushed\. Merge by hand .*git merge origin\/main.*run the export again$/,
    )
    expect(await tip()).toBe(first)
    expect((await git(here, 'worktree', 'list')).trim().split('\n')).toHaveLength(1)
    expect(await git(here, 'status', '--porcelain')).toBe('')
  })

  test('an edit of a file that the branch removed is a conflict, however alike another file is', async () => {
    await exports({ [B]: text('a', 'z') })
    await personCommits(REQUEST.branch, { [A]: undefined })
    await personCommits('main', { [A]: text('a', 'person') })
    await expect(onBranch(async () => 'not reached')).rejects.toThrow(/both changed assets\/dashboard\/a\.json\./)
  })

  test('a branch that was merged goes on from the base', async () => {
    const first = await exports({ [A]: 'account\n' })
    await git(person, 'fetch', '--quiet')
    await git(person, 'merge', '--quiet', '--no-ff', '-m', 'Merged', first)
    await git(person, 'push', '--quiet', 'origin', 'HEAD:main')
    await personCommits('main', { 'notes.txt': 'newer\n' })
    await onBranch(async (tree) => expect(tree.head).toBe(await tip('main')))
    await exports({ [A]: 'account 2\n' })
    expect((await origin('log', '--format=%s', `main..${REQUEST.branch}`)).trim()).toBe('Export')
  })
})

describe('a branch that was squashed', () => {
  const squashed = async (): Promise<string> => {
    await exports({ [A]: 'account\n' })
    await personCommits(REQUEST.branch, { [B]: 'person\n' })
    await squashMerge()
    return tip()
  }

  test('goes on with the content of the base, by a merge, without a conflict', async () => {
    const old = await squashed()
    await personCommits('main', { [A]: 'later\n', [B]: undefined })
    const head = await onBranch(async (tree) => {
      expect(await readIn(tree, A)).toBe('later\n')
      expect(await tree.changes(tree.head)).toEqual([])
      expect(await tree.edits()).toEqual(new Map())
      return tree.head
    })
    expect(await git(here, 'log', '-1', '--format=%P', head)).toBe(`${old} ${await tip('main')}\n`)
    expect(await git(here, 'rev-parse', `${head}^{tree}`)).toBe(await origin('rev-parse', 'main^{tree}'))
    const next = await exports({ [A]: 'account 2\n' })
    await onBranch(async (tree) => {
      expect(tree.head).toBe(next)
      expect(await tree.changes(next)).toEqual([{ path: A, what: 'changed' }])
      expect(await tree.edits()).toEqual(new Map())
    })
  })

  test('with more commits since keeps those, and only those', async () => {
    await squashed()
    await personCommits(REQUEST.branch, { [A]: 'person\n' })
    await personCommits('main', { 'notes.txt': 'newer\n' })
    await onBranch(async (tree) => {
      expect(await readIn(tree, A)).toBe('person\n')
      expect(await readIn(tree, 'notes.txt')).toBe('newer\n')
      expect(await tree.changes(tree.head)).toEqual([{ path: A, what: 'changed' }])
      expect([...(await tree.edits())]).toEqual([[A, ['account\n', 'account\n']]])
    })
  })

  test('and taken back in the base stays taken back', async () => {
    await squashed()
    await personCommits('main', { [A]: text('a', 'z'), [B]: undefined })
    await onBranch(async (tree) => expect(await tree.changes(tree.head)).toEqual([]))
  })

  test('but for something is not held by the base', async () => {
    await exports({ [A]: 'account\n', [B]: 'b\n' })
    await personCommits('main', { [A]: 'account\n' }, 'Only one of both')
    await onBranch(async (tree) => expect(await tree.changes(tree.head)).toEqual([{ path: B, what: 'added' }]))
  })
})

describe('files that people changed', () => {
  const edits = (): Promise<[string, readonly (string | undefined)[]][]> =>
    onBranch(async (tree) => [...(await tree.edits())])

  test('are those after the last export of them', async () => {
    await exports({ [A]: '1\n' })
    await personCommits(REQUEST.branch, { [A]: 'person\n' })
    await exports({ [B]: '1\n' })
    expect(await edits()).toEqual([[A, ['1\n']]])
    await personCommits(REQUEST.branch, { [A]: undefined })
    expect(await edits()).toEqual([[A, ['1\n']]])
    await exports({ [A]: '2\n' })
    expect(await edits()).toEqual([])
  })

  test('and that no export wrote: what they were before, and what the base has', async () => {
    await exports({ [B]: 'b\n' })
    await personCommits(REQUEST.branch, { [A]: text('person', 'z'), 'assets/dashboard/new.json': 'new\n' })
    await personCommits('main', { [A]: text('a', 'main') })
    expect(await edits()).toEqual([
      [A, [text('a', 'z'), text('a', 'main')]],
      ['assets/dashboard/new.json', [undefined, undefined]],
    ])
  })

  test('are still theirs after a merge of the base that also changed them, ours or theirs', async () => {
    await exports({ [A]: text('account', 'z') })
    await personCommits(REQUEST.branch, { [A]: text('person', 'z') })
    await personCommits('main', { [A]: text('a', 'main') })
    await onBranch((tree) => tree.push(tree.head))
    expect(await edits()).toEqual([[A, [text('account', 'z')]]])
    await personCommits('main', { 'notes.txt': 'newer\n' })
    await git(person, 'fetch', '--quiet')
    await git(person, 'switch', '--quiet', '--detach', `origin/${REQUEST.branch}`)
    await git(person, 'merge', '--quiet', '-m', 'Update branch', 'origin/main')
    await git(person, 'push', '--quiet', 'origin', `HEAD:${REQUEST.branch}`)
    expect(await edits()).toEqual([[A, [text('account', 'z')]]])
  })

  test('include what they put together in a merge by hand, and no file that just came with it', async () => {
    await exports({ [A]: 'account\n' })
    await personCommits('main', { [A]: 'main\n', 'assets/dashboard/other.json': 'o\n' })
    await git(person, 'fetch', '--quiet')
    await git(person, 'switch', '--quiet', '--detach', `origin/${REQUEST.branch}`)
    await expect(git(person, 'merge', '--quiet', '-m', 'By hand', 'origin/main')).rejects.toThrow()
    await put(person, A, 'put together\n')
    await git(person, 'commit', '--quiet', '--all', '-m', 'By hand')
    await git(person, 'push', '--quiet', 'origin', `HEAD:${REQUEST.branch}`)
    expect(await edits()).toEqual([[A, ['account\n']]])
  })

  test('include those that are signed, also where the log is set to tell of signatures', async () => {
    await exports({ [A]: 'account\n' })
    await personCommits(REQUEST.branch, { [A]: 'person\n' })
    const commit = await git(person, 'cat-file', 'commit', 'HEAD')
    const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n'
    await put(top, 'signed', commit.replace('\n\n', `\n${signature}\n`))
    const signed = (await git(person, 'hash-object', '-t', 'commit', '-w', path.join(top, 'signed'))).trim()
    await git(person, 'push', '--quiet', '--force', 'origin', `${signed}:refs/heads/${REQUEST.branch}`)
    await git(here, 'config', 'log.showSignature', 'true')
    expect(await edits()).toEqual([[A, ['account\n']]])
  })

  test('include those that the export of another environment wrote', async () => {
    await exports({ [A]: 'account\n' })
    await personCommits(REQUEST.branch, { [A]: 'x\n' }, exportMessage('Export', 'test'))
    expect(await edits()).toEqual([[A, ['account\n']]])
  })
})

describe('fetching and pushing', () => {
  test('a shallow clone of one branch gets what it needs', async () => {
    const old = await exports({ [A]: 'account\n' })
    await personCommits('main', { 'notes.txt': 'newer\n' })
    await git(top, 'clone', '--quiet', '--depth=1', `file://${path.join(top, 'origin.git')}`, 'shallow')
    here = path.join(top, 'shallow')
    await onBranch(async (tree) => expect(tree.tip).toBe(old))
    await exports({ [A]: 'account 2\n' })
    expect(await origin('merge-base', '--is-ancestor', old, REQUEST.branch)).toBe('')
  })

  test('a branch that moved meanwhile is told, and not overwritten', async () => {
    await exports({ [A]: 'account\n' })
    await onBranch(async (tree) => {
      await personCommits(REQUEST.branch, { [B]: 'person\n' })
      await put(tree.root, A, 'account 2\n')
      expect(await tree.push((await tree.commit('x', [A])) ?? '')).toBe('moved')
    })
    expect(await origin('log', '-1', '--format=%s', REQUEST.branch)).toBe('By hand\n')
  })

  test('so is one that somebody made meanwhile', async () => {
    await onBranch(async (tree) => {
      await personCommits(REQUEST.branch, { [B]: 'person\n' })
      await put(tree.root, A, 'account\n')
      expect(await tree.push((await tree.commit('x', [A])) ?? '')).toBe('moved')
    })
  })

  test('what the server refuses is told with its words', async () => {
    const hook = path.join(top, 'origin.git/hooks/pre-receive')
    await writeFile(hook, '#!/bin/sh\necho "not you" >&2\nexit 1\n')
    await chmod(hook, 0o755)
    await onBranch(async (tree) => {
      await put(tree.root, A, 'account\n')
      const commit = (await tree.commit('x', [A])) ?? ''
      await expect(tree.push(commit)).rejects.toThrow(/could not be pushed to quicksight-export\/dev.*not you/)
    })
  })

  test('a branch in the way of the name, a base that is not there, and no origin are told', async () => {
    await expect(onBranch(async () => {}, { ...REQUEST, base: 'trunk' })).rejects.toThrow(/origin has no branch trunk/)
    await personCommits('quicksight-export', { 'notes.txt': 'x\n' })
    await expect(onBranch(async () => {})).rejects.toThrow(/origin has a branch quicksight-export, .*delete it/)
    await git(here, 'remote', 'remove', 'origin')
    await expect(onBranch(async () => {})).rejects.toThrow(/^origin cannot be read: .*persist-credentials/)
  })

  test('a repository without a commit is told', async () => {
    await git(top, 'init', '--quiet', 'empty')
    await expect(openBranches(path.join(top, 'empty')).onBranch(REQUEST, async () => {})).rejects.toThrow(
      /no commit yet/,
    )
  })
})
