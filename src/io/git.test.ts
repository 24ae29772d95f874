import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Git, openGit } from './git.ts'

let top: string
let root: string
let git: Git

const put = async (file: string, text: string): Promise<void> => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), text)
}

const repository = async (name: string): Promise<string> => {
  const folder = path.join(top, name)
  await mkdir(folder)
  const here = openGit(folder)
  await here.run(['init', '--quiet', '--initial-branch=main'])
  await here.run(['config', 'user.name', 'Ada'])
  await here.run(['config', 'user.email', 'ada@example.com'])
  return folder
}

const commitAll = async (): Promise<string> => (await git.commit('Change', ['.'])) ?? 'nothing was committed'

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'quicksight-git-'))
  root = await repository('here')
  git = openGit(root)
  await put('assets/a.json', 'a\n')
  await put('other/b.txt', 'b\n')
})
afterEach(() => rm(top, { recursive: true, force: true }))

describe('where we are', () => {
  test('the root is found from below, and is undefined outside', async () => {
    expect(await openGit(path.join(root, 'assets')).root()).toBe(await git.root())
    expect(path.basename((await git.root()) ?? '')).toBe('here')
    expect(await openGit(top).root()).toBeUndefined()
  })

  test('a folder that does not exist is named, and git is not blamed', async () => {
    await expect(openGit(path.join(top, 'nowhere')).root()).rejects.toThrow(/^The folder .*nowhere does not exist$/)
  })

  test('our own files lie under the git directory, from a work tree of another too', async () => {
    await commitAll()
    await git.run(['worktree', 'add', '--quiet', '../second'])
    const [first, second] = [await git.privateFolder(), await openGit(path.join(top, 'second')).privateFolder()]
    expect(first).toBe(path.join(root, '.git', 'quicksight-gitops'))
    expect(path.resolve(second)).toBe(first)
  })

  test.each([
    ['https://github.com/acme/bi.git', 'acme/bi'],
    ['https://user:token@github.example.com/acme/bi', 'acme/bi'],
    ['git@github.com:acme/bi.git', 'acme/bi'],
    ['ssh://git@github.com:22/acme/bi.x/', 'acme/bi.x'],
  ])('origin %s is %s', async (url, slug) => {
    await git.run(['remote', 'add', 'origin', url])
    expect(await git.originSlug()).toBe(slug)
  })

  test('without an origin there is no slug', async () => expect(await git.originSlug()).toBeUndefined())
})

describe('commits', () => {
  test('none yet', async () => {
    expect(await git.head()).toBeUndefined()
    expect(await git.hasCommit('0'.repeat(40))).toBe(false)
  })

  test('hold exactly the given folders; other staged work stays staged', async () => {
    await git.run(['add', 'other/b.txt'])
    const commit = await git.commit('Export', ['assets'])
    expect(commit).toBe(await git.head())
    expect(await git.listAt(commit ?? '', '.')).toEqual(['assets/a.json'])
    expect(await git.run(['diff', '--cached', '--name-only'])).toBe('other/b.txt\n')
  })

  test('hold removed files too; nothing changed: no commit', async () => {
    await commitAll()
    await rm(path.join(root, 'assets/a.json'))
    const commit = await git.commit('Remove', ['assets'])
    expect(await git.listAt(commit ?? '', 'assets')).toEqual([])
    expect(await git.commit('Again', ['assets'])).toBeUndefined()
  })

  test('a folder that was never there is no change', async () => {
    await commitAll()
    expect(await git.commit('Export', ['nothing'])).toBeUndefined()
  })

  test('hold exactly the given files, of many, and of a project below the top', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => `assets/dashboard/${'x'.repeat(40)}-${i}.json`)
    for (const file of many) await put(file, 'x')
    const commit = await openGit(path.join(root, 'assets')).commit(
      'Export',
      many.map((file) => file.slice('assets/'.length)),
    )
    expect(await git.listAt(commit ?? '', '.')).toHaveLength(3000)
    expect(await git.run(['status', '--porcelain', '--untracked-files=all'])).toBe('?? assets/a.json\n?? other/b.txt\n')
    expect(await git.commit('Nothing', [])).toBeUndefined()
  })

  test('hold files that were staged as removed, and pass by those that were only ever staged', async () => {
    await commitAll()
    await git.run(['rm', '--quiet', 'assets/a.json'])
    await put('assets/new.json', 'x')
    await git.run(['add', 'assets/new.json'])
    await rm(path.join(root, 'assets/new.json'))
    const commit = await git.commit('Remove', ['assets/a.json', 'assets/new.json'])
    expect(await git.listAt(commit ?? '', '.')).toEqual(['other/b.txt'])
    expect(await git.dirty(['.'])).toEqual([])
  })

  test('are made by the bot where nobody is configured', async () => {
    await git.run(['config', '--unset', 'user.name'])
    await git.run(['config', 'user.email', ''])
    await git.run(['config', '--unset', 'user.email'])
    const outside = (await openGit(top).run(['config', '--global', '--default', '', '--get', 'user.email'])).trim()
    await git.commit('Export', ['assets'])
    const author = (await git.run(['log', '-1', '--format=%ae'])).trim()
    expect(author).toBe(outside || '41898282+github-actions[bot]@users.noreply.github.com')
  })

  test('who builds on whom', async () => {
    const first = await commitAll()
    await put('assets/a.json', 'A\n')
    const second = await commitAll()
    expect(await git.isAncestor(first, second)).toBe(true)
    expect(await git.isAncestor(second, first)).toBe(false)
    expect(await git.hasCommit(second)).toBe(true)
    expect(await git.hasCommit('--help')).toBe(false)
  })
})

describe('reading at a commit', () => {
  test('gives the texts of then, byte for byte, and leaves out what was not there', async () => {
    await put('assets/größe ✓.json', 'ü\n\nlast line without end')
    await put('assets/empty.json', '')
    const then = await commitAll()
    await put('assets/a.json', 'changed\n')
    await commitAll()
    const files = [
      'assets/missing.json',
      'assets/a.json',
      'assets/größe ✓.json',
      'assets/empty.json',
      'assets',
      'other/b.txt',
    ]
    expect([...(await git.readAt(then, files))]).toEqual([
      ['assets/a.json', 'a\n'],
      ['assets/größe ✓.json', 'ü\n\nlast line without end'],
      ['assets/empty.json', ''],
      ['other/b.txt', 'b\n'],
    ])
    expect(await git.listAt(then, 'assets')).toEqual(['assets/a.json', 'assets/empty.json', 'assets/größe ✓.json'])
    expect(await git.readAt('0'.repeat(40), ['assets/a.json'])).toEqual(new Map())
    expect(await git.readAt(then, [])).toEqual(new Map())
  })
})

describe('what is not committed', () => {
  test('changed, new, removed and oddly named files below the folders, and no others', async () => {
    await put('assets/gone.json', 'x')
    await commitAll()
    await put('assets/a.json', 'changed\n')
    await put('assets/new/größe "1".json', 'x')
    await put('other/b.txt', 'changed\n')
    await rm(path.join(root, 'assets/gone.json'))
    expect((await git.dirty(['assets', 'environments'])).sort()).toEqual([
      'assets/a.json',
      'assets/gone.json',
      'assets/new/größe "1".json',
    ])
  })
})

const bareOrigin = async (hook?: string): Promise<string> => {
  const bare = path.join(top, 'origin.git')
  await git.run(['init', '--quiet', '--bare', '--initial-branch=main', bare])
  await git.run(['remote', 'add', 'origin', bare])
  if (hook !== undefined) {
    await writeFile(path.join(bare, 'hooks/pre-receive'), `#!/bin/sh\n${hook}\n`)
    await chmod(path.join(bare, 'hooks/pre-receive'), 0o755)
  }
  return bare
}

describe('push', () => {
  test('brings HEAD to the branch of its name', async () => {
    const bare = await bareOrigin()
    await git.run(['switch', '--quiet', '-c', 'feature/export'])
    const commit = await commitAll()
    expect(await git.push()).toBe('feature/export')
    expect((await openGit(bare).run(['rev-parse', 'refs/heads/feature/export'])).trim()).toBe(commit)
  })

  test('never goes by force: a branch that moved is told', async () => {
    const bare = await bareOrigin()
    await commitAll()
    await git.push()
    await git.run(['clone', '--quiet', bare, path.join(top, 'other')])
    const other = openGit(path.join(top, 'other'))
    await writeFile(path.join(top, 'other/theirs.txt'), 'x')
    const theirs = await other.commit('Theirs', ['.'])
    await other.push()
    await put('assets/a.json', 'ours\n')
    await commitAll()
    await expect(git.push()).rejects.toThrow(/^The branch main moved while this ran.*Pull and run the export again/)
    expect((await openGit(bare).run(['rev-parse', 'main'])).trim()).toBe(theirs)
  })

  test('is due as long as its branch on origin lacks HEAD', async () => {
    expect(await git.isUnpushed()).toBe(false)
    const bare = await bareOrigin()
    await commitAll()
    expect(await git.isUnpushed()).toBe(true)
    await git.push()
    expect(await git.isUnpushed()).toBe(false)
    await git.run(['switch', '--quiet', '-c', 'empty'])
    expect(await git.isUnpushed()).toBe(false)
    await put('assets/a.json', 'more\n')
    await commitAll()
    expect(await git.isUnpushed()).toBe(true)
    await git.run(['checkout', '--quiet', '--detach'])
    expect(await git.isUnpushed()).toBe(true)
    await git.run(['switch', '--quiet', 'main'])
    await git.run(['clone', '--quiet', bare, path.join(top, 'other')])
    const other = openGit(path.join(top, 'other'))
    await writeFile(path.join(top, 'other/theirs.txt'), 'x')
    await other.commit('Theirs', ['.'])
    await other.push()
    expect(await git.isUnpushed()).toBe(false)
    await put('assets/a.json', 'ours\n')
    await commitAll()
    expect(await git.isUnpushed()).toBe(true)
    await rm(bare, { recursive: true })
    expect(await git.isUnpushed()).toBe(true)
  })

  test.each([
    'echo "error: GH006: Protected branch update failed for refs/heads/main." >&2; exit 1',
    'echo "protected branch hook declined" >&2; exit 1',
    'printf "error: GH013: Repository rule violations found\\n- Changes must be made through a pull request.\\n" >&2; exit 1',
  ])('a protected branch is told in one line: %s', async (hook) => {
    await bareOrigin(hook)
    await commitAll()
    const message = await git.push().then(String, (thrown: Error) => thrown.message)
    expect(message).toMatch(
      /^The branch main is protected, so the export was committed but not pushed\. Export on another branch and open a pull request .* The server said: /,
    )
    expect(message).not.toMatch(/\n|remote:/)
  })

  test('without an origin, and without a branch', async () => {
    const commit = await commitAll()
    await expect(git.push()).rejects.toThrow(/^git push failed, so the export was committed but not pushed: .*'origin'/)
    await git.run(['checkout', '--quiet', commit])
    await expect(git.push()).rejects.toThrow(/HEAD is detached\. Check out a branch/)
  })
})

test('what git says when it fails comes in one line', async () => {
  await expect(git.run(['switch', 'no-such-branch'])).rejects.toThrow(/^git switch failed: .*no-such-branch[^\n]*$/)
})
