import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openGit } from './git.ts'
import { openTrees, type Trees } from './git-trees.ts'

let top: string
let root: string
let trees: Trees

const git = (...args: string[]): Promise<string> => openGit(root).run(args)

const put = async (file: string, text: string | Buffer): Promise<void> => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), text)
}

const commit = async (message = 'Change'): Promise<string> => {
  await git('add', '--all')
  await git('commit', '--quiet', '--allow-empty', '-m', message)
  return (await git('rev-parse', 'HEAD')).trim()
}

const begin = async (folder: string): Promise<void> => {
  root = folder
  await mkdir(root, { recursive: true })
  await git('init', '--quiet', '--initial-branch=main')
  await git('config', 'user.name', 'Ada')
  await git('config', 'user.email', 'ada@example.com')
  trees = openTrees(root)
}

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'quicksight-trees-'))
  await begin(path.join(top, 'here'))
})
afterEach(() => rm(top, { recursive: true, force: true }))

const textsOf = async (ids: Iterable<string | undefined>): Promise<Record<string, string>> => {
  const texts: Record<string, string> = {}
  const asked = [...ids].filter((id) => id !== undefined)
  await trees.readBlobs(asked, (id, bytes) => {
    texts[id] = bytes.toString('utf8')
  })
  return texts
}

/** Each changed path with its text before and after. */
const changed = async (base: string, head?: string): Promise<Record<string, [string | null, string | null]>> => {
  const changes = await trees.changedBlobs(base, head, ['assets', 'environments'])
  const texts = await textsOf(changes.flatMap((change) => [change.base, change.head]))
  const text = (id: string | undefined): string | null => (id === undefined ? null : (texts[id] ?? 'unread'))
  return Object.fromEntries(changes.map((change) => [change.path, [text(change.base), text(change.head)]]))
}

const strangers = async (version?: string): Promise<string[]> =>
  (await trees.strangers(version, ['assets', 'environments'])).sort()

describe('what differs', () => {
  beforeEach(async () => {
    await put('assets/dashboard/kept.json', 'kept\n')
    await put('assets/dashboard/edited.json', 'one\n')
    await put('assets/dashboard/gone.json', 'gone\n')
    await put('environments/dev.yaml', 'dev\n')
    await put('other/x.txt', 'x\n')
    await commit()
  })

  const expected = {
    'assets/dashboard/edited.json': ['one\n', 'two\n'],
    'assets/dashboard/gone.json': ['gone\n', null],
    'assets/dashboard/new.json': [null, 'new\n'],
    'environments/dev.yaml': ['dev\n', 'dev 2\n'],
  }

  const edit = async (): Promise<void> => {
    await put('assets/dashboard/edited.json', 'two\n')
    await put('assets/dashboard/new.json', 'new\n')
    await put('environments/dev.yaml', 'dev 2\n')
    await put('other/x.txt', 'y\n')
    await rm(path.join(root, 'assets/dashboard/gone.json'))
  }

  test('between two commits', async () => {
    await edit()
    expect(await changed('HEAD', await commit())).toEqual({})
    expect(await changed('HEAD^', 'HEAD')).toEqual(expected)
  })

  test('in the work tree: edited, not tracked, removed', async () => {
    await edit()
    expect(await changed('HEAD')).toEqual(expected)
  })

  test('in the index, and some of it edited again', async () => {
    await edit()
    await git('add', '--all')
    await put('assets/dashboard/edited.json', 'three\n')
    expect(await changed('HEAD')).toEqual({ ...expected, 'assets/dashboard/edited.json': ['one\n', 'three\n'] })
  })

  test('a file that was moved is gone in one place and new in the other', async () => {
    await git('mv', 'assets/dashboard/kept.json', 'assets/dashboard/moved.json')
    expect(await changed('HEAD')).toEqual({
      'assets/dashboard/kept.json': ['kept\n', null],
      'assets/dashboard/moved.json': [null, 'kept\n'],
    })
  })

  test('nothing for a file that was only touched, or taken out of the index and is still there', async () => {
    await put('assets/dashboard/edited.json', 'one\n')
    await git('rm', '--quiet', '--cached', 'assets/dashboard/kept.json')
    expect(await changed('HEAD')).toEqual({})
  })

  test('ignored files are none of ours', async () => {
    await put('.gitignore', '*.tmp\n')
    await put('assets/dashboard/x.tmp', 'x')
    expect(await changed('HEAD')).toEqual({})
  })

  test('links and repositories inside this one are no files', async () => {
    await symlink('/etc/passwd', path.join(root, 'assets/dashboard/link.json'))
    await rm(path.join(root, 'assets/dashboard/edited.json'))
    await symlink('kept.json', path.join(root, 'assets/dashboard/edited.json'))
    await mkdir(path.join(root, 'assets/inner'))
    await openGit(path.join(root, 'assets/inner')).run(['init', '--quiet'])
    const gone = { 'assets/dashboard/edited.json': ['one\n', null] }
    const links = ['assets/dashboard/edited.json', 'assets/dashboard/link.json']
    expect(await changed('HEAD')).toEqual(gone)
    expect(await strangers()).toEqual([...links, 'assets/inner/'])
    expect([...(await trees.blobsAt(undefined, 'assets')).keys()]).toEqual([
      'assets/dashboard/gone.json',
      'assets/dashboard/kept.json',
    ])
    await rm(path.join(root, 'assets/inner'), { recursive: true })
    const head = await commit()
    expect(await changed('HEAD^', head)).toEqual(gone)
    expect(await strangers(head)).toEqual(links)
    expect(await strangers('HEAD^')).toEqual([])
    expect(await strangers()).toEqual(links)
  })

  test('a whole folder that is a link or a submodule is a stranger', async () => {
    await rename(path.join(root, 'assets'), path.join(root, 'elsewhere'))
    await symlink('elsewhere', path.join(root, 'assets'))
    await mkdir(path.join(root, 'environments/inner'), { recursive: true })
    const inner = openGit(path.join(root, 'environments/inner'))
    await inner.run(['init', '--quiet'])
    await inner.run([
      '-c',
      'user.name=Ada',
      '-c',
      'user.email=a@b',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'Inner',
    ])
    expect(await strangers()).toEqual(['assets', 'environments/inner/'])
    const head = await commit()
    for (const version of [undefined, head]) expect(await strangers(version)).toEqual(['assets', 'environments/inner'])
  })

  test('in the middle of a merge the file is as it lies there, with the marks of the conflict', async () => {
    await git('switch', '--quiet', '-c', 'side')
    await put('assets/dashboard/edited.json', 'side\n')
    await commit()
    await git('switch', '--quiet', 'main')
    await put('assets/dashboard/edited.json', 'main\n')
    await commit()
    await expect(git('merge', 'side')).rejects.toThrow('CONFLICT')
    const both = '<<<<<<< HEAD\nmain\n=======\nside\n>>>>>>> side\n'
    expect(await changed('HEAD')).toEqual({ 'assets/dashboard/edited.json': ['main\n', both] })
    const id = (await trees.blobsAt(undefined, 'assets')).get('assets/dashboard/edited.json')
    expect(Object.values(await textsOf([id]))).toEqual([both])
  })
})

describe('names', () => {
  const hostile = [
    'größe 売上',
    'tab\there',
    'new\nline',
    '"quoted"',
    'back\\slash',
    '-dash',
    ':(top)magic',
    '*',
    'a b',
    "it's",
    'R100',
  ]

  test.each([['committed'], ['in the work tree']])('of every sort are kept, %s', async (where) => {
    await commit()
    for (const name of hostile) await put(`assets/dashboard/${name}.json`, name)
    const head = where === 'committed' ? await commit() : undefined
    const found = await changed(head ? 'HEAD^' : 'HEAD', head)
    expect(found).toEqual(Object.fromEntries(hostile.map((name) => [`assets/dashboard/${name}.json`, [null, name]])))
    expect([...(await trees.blobsAt(head, 'assets')).keys()].sort()).toEqual(Object.keys(found).sort())
  })

  test('that are not UTF-8 are told, not left out', async () => {
    await commit()
    const name = Buffer.concat([Buffer.from(`${root}/assets/`), Buffer.from([0xff]), Buffer.from('.json')])
    await mkdir(path.join(root, 'assets'))
    await writeFile(name, 'x')
    expect(Object.keys(await changed('HEAD'))).toEqual(['assets/\uFFFD.json'])
    expect(Object.keys(await changed('HEAD^', await commit()))).toEqual(['assets/\uFFFD.json'])
  })
})

test('a project below the repository has paths of its own, and sees nothing of its neighbors', async () => {
  await put('assets/dashboard/outside.json', 'outside')
  await put('bi/assets/dashboard/a.json', 'a')
  await commit()
  await put('assets/dashboard/outside.json', 'changed')
  await put('bi/assets/dashboard/a.json', 'b')
  await put('bi/assets/dashboard/new.json', 'new')
  trees = openTrees(path.join(root, 'bi'))
  const expected = { 'assets/dashboard/a.json': ['a', 'b'], 'assets/dashboard/new.json': [null, 'new'] }
  expect(await changed('HEAD')).toEqual(expected)
  expect([...(await trees.blobsAt(undefined, 'assets')).keys()]).toEqual(Object.keys(expected))
  const head = await commit()
  expect(await changed('HEAD^', head)).toEqual(expected)
  expect(await trees.blobsAt(head, 'assets')).toEqual(await trees.blobsAt(undefined, 'assets'))
})

describe('all files of a version', () => {
  test('have the same ids wherever they are looked at', async () => {
    await put('assets/dashboard/a.json', 'a')
    const head = await commit()
    await put('assets/dashboard/a.json', 'edited')
    await put('assets/dashboard/new.json', 'new')
    const lying = await trees.blobsAt(undefined, 'assets')
    const next = await commit()
    expect(await trees.blobsAt(next, 'assets')).toEqual(lying)
    expect([...(await trees.blobsAt(head, 'assets')).keys()]).toEqual(['assets/dashboard/a.json'])
    expect(await trees.blobsAt(head, 'nowhere')).toEqual(new Map())
  })

  test('a file that was moved away without git is not there', async () => {
    await put('assets/dashboard/a.json', 'a')
    await commit()
    await rename(path.join(root, 'assets/dashboard/a.json'), path.join(root, 'a.json'))
    expect(await trees.blobsAt(undefined, 'assets')).toEqual(new Map())
  })
})

describe('reading blobs', () => {
  test('large, empty, binary, the same one twice: each once, as it is', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    await put('assets/large', 'x'.repeat(3_000_000))
    await put('assets/empty', '')
    await put('assets/binary', bytes)
    await put('assets/copy', bytes)
    const ids = await trees.blobsAt(await commit(), 'assets')
    const found = new Map<string, Buffer>()
    let calls = 0
    await trees.readBlobs(ids.values(), (id, lent) => {
      calls += 1
      found.set(id, Buffer.from(lent))
    })
    expect(calls).toBe(3)
    expect(found.get(ids.get('assets/large') ?? '')?.length).toBe(3_000_000)
    expect(found.get(ids.get('assets/empty') ?? '')?.length).toBe(0)
    expect(found.get(ids.get('assets/copy') ?? '')).toEqual(bytes)
  })

  test('many come through without being held', async () => {
    const line = 'y'.repeat(1000)
    for (let i = 0; i < 60; i++) await put(`assets/${i}`, `${i}\n${line.repeat(i % 7 === 0 ? 500 : 1)}`)
    const ids = await trees.blobsAt(await commit(), 'assets')
    const numbers = new Map<string, string>()
    await trees.readBlobs(ids.values(), (id, lent) => void numbers.set(id, lent.toString('utf8').split('\n')[0] ?? ''))
    for (const [file, id] of ids) expect(numbers.get(id)).toBe(file.slice('assets/'.length))
  })

  test('one that git does not have', async () => {
    await commit()
    await expect(textsOf(['0123456789'.repeat(4)])).rejects.toThrow(/git does not have the object 0123456789/)
  })

  test('a file that changes between being named and being read', async () => {
    await commit()
    await put('assets/a', 'one')
    const ids = [...(await trees.blobsAt(undefined, 'assets')).values()]
    await put('assets/a', 'two')
    await expect(textsOf(ids)).rejects.toThrow('assets/a was changed while it was being read; run again')
  })
})

describe('where work began', () => {
  /** main: start – more; work: start – mine. Each commit is told by its name. */
  const fork = async (): Promise<Record<'start' | 'more' | 'mine', string>> => {
    const start = await commit('start')
    const more = await commit('more')
    await git('switch', '--quiet', '-c', 'work', start)
    await put('assets/mine.json', 'mine')
    return { start, more, mine: await commit('mine') }
  }

  test('is the merge base with main', async () => {
    const { start, more, mine } = await fork()
    expect(await trees.defaultBase(undefined)).toEqual({ ref: 'main', commit: start })
    expect(await trees.defaultBase('main', mine)).toEqual({ ref: 'main', commit: start })
    expect(await trees.mergeBase('main')).toBe(start)
    expect(await trees.mergeBase('main', more)).toBe(more)
  })

  test('prefers what origin says, and the base of the pull request above all', async () => {
    const { start, more, mine } = await fork()
    const origin = root
    await git('clone', '--quiet', origin, '../clone')
    root = path.join(top, 'clone')
    trees = openTrees(root)
    expect(await trees.defaultBase(undefined)).toEqual({ ref: 'origin/HEAD', commit: mine })
    expect(await trees.defaultBase('main')).toEqual({ ref: 'origin/main', commit: start })
    expect(await trees.resolve('main')).toBe(more)
  })

  test.each([
    ['no branch of a usual name', 'The default branch is not known here'],
    ['an unknown base', 'The base branch release is not here'],
    ['an unknown name', 'There is no commit, branch or tag "nope" here'],
    ['an option for a name', 'There is no commit, branch or tag "--all" here'],
  ])('%s', async (what, words) => {
    await commit()
    await git('branch', '-m', 'trunk')
    const asked: Record<string, () => Promise<unknown>> = {
      'no branch of a usual name': () => trees.defaultBase(undefined),
      'an unknown base': () => trees.defaultBase('release'),
      'an unknown name': () => trees.resolve('nope'),
      'an option for a name': () => trees.resolve('--all'),
    }
    await expect(asked[what]?.()).rejects.toThrow(words)
  })

  test('nothing is committed yet', async () => {
    await expect(trees.defaultBase(undefined)).rejects.toThrow('This repository has no commit yet')
  })

  test('histories that have nothing in common', async () => {
    await commit()
    await git('switch', '--quiet', '--orphan', 'island')
    await commit('island')
    await expect(trees.defaultBase(undefined)).rejects.toThrow('main and HEAD have no commit in common')
  })

  describe('in a shallow clone', () => {
    let origin: string

    /** What actions/checkout makes of a pull request: its merge commit, alone and detached. */
    const checkOut = async (how: string[] = []): Promise<void> => {
      root = path.join(top, 'shallow')
      await mkdir(root)
      await git('init', '--quiet')
      await git('remote', 'add', 'origin', `file://${origin}`)
      await git(
        'fetch',
        '--quiet',
        '--no-tags',
        '--depth=1',
        ...how,
        'origin',
        '+refs/pull/1/merge:refs/remotes/pull/1/merge',
      )
      await git('checkout', '--quiet', '--detach', 'refs/remotes/pull/1/merge')
      trees = openTrees(root)
    }

    beforeEach(async () => {
      origin = root
    })

    test('what is missing is fetched', async () => {
      const { more } = await fork()
      await git('merge', '--quiet', '--no-edit', 'main')
      await git('update-ref', 'refs/pull/1/merge', 'HEAD')
      await git('switch', '--quiet', 'main')
      await checkOut()
      expect((await git('rev-list', '--count', 'HEAD')).trim()).toBe('1')
      expect(await trees.defaultBase('main')).toEqual({ ref: 'origin/main', commit: more })
      expect(await changed(more)).toEqual({ 'assets/mine.json': [null, 'mine'] })
    })

    test('of a long history only some is fetched', async () => {
      for (let i = 0; i < 75; i++) await git('commit', '--quiet', '--allow-empty', '-m', `${i}`)
      const { more } = await fork()
      await git('merge', '--quiet', '--no-edit', 'main')
      await git('update-ref', 'refs/pull/1/merge', 'HEAD')
      await checkOut()
      expect((await trees.defaultBase('main')).commit).toBe(more)
      expect(Number(await git('rev-list', '--count', 'HEAD'))).toBeLessThan(60)
      expect(await trees.complete()).toBeUndefined()
      expect(Number(await git('rev-list', '--count', 'HEAD'))).toBeGreaterThan(75)
    })

    test('when it cannot be fetched, the message says what to set', async () => {
      await fork()
      await git('update-ref', 'refs/pull/1/merge', 'HEAD')
      await checkOut()
      await git('remote', 'set-url', 'origin', `file://${top}/nowhere`)
      await expect(trees.defaultBase('main')).rejects.toThrow(
        /^The base branch main is not here\. Fetching it failed: .*nowhere.*`fetch-depth: 0`$/,
      )
      expect(await trees.complete()).toMatch(/nowhere/)
      await git(
        'update-ref',
        'refs/remotes/origin/main',
        await git('commit-tree', '-m', 'x', 'HEAD^{tree}').then((id) => id.trim()),
      )
      await expect(trees.defaultBase('main')).rejects.toThrow(/^This clone is shallow, and lacks the commit/)
    })
  })
})
