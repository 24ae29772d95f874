import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UserError } from '../model/errors.ts'
import { workspace } from './workspace.ts'

const { applyChanges, readFolder, readText, removeFolder, temporaryFolder, writeBytes } = workspace

let top: string
let root: string
let staging: string

const put = async (file: string, text: string): Promise<void> => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true })
  await writeFile(path.join(root, file), text)
}

/** Everything below the root, folders too: what "as it was" is measured by. */
const snapshot = async (): Promise<Record<string, string>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const read = entries.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name)
    return [path.relative(root, file), entry.isDirectory() ? 'folder' : await readFile(file, 'utf8')] as const
  })
  return Object.fromEntries((await Promise.all(read)).sort())
}

const apply = (write: Record<string, string>, remove: readonly string[] = []): Promise<void> =>
  applyChanges(root, staging, { write: new Map(Object.entries(write)), remove })

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'quicksight-workspace-'))
  root = path.join(top, 'repository')
  staging = path.join(top, 'staging')
  await put('README.md', 'read me\n')
  await put('assets/dashboard/a.json', 'a\n')
  await put('assets/dashboard/b.json', 'b\n')
  await put('assets/theme/t.json', 't\n')
})
afterEach(() => rm(top, { recursive: true, force: true }))

describe('applyChanges', () => {
  test('writes, replaces and removes; empty folders go; nothing stays beside', async () => {
    await apply({ 'assets/dashboard/a.json': 'A\n', 'assets/dataset/new/c.json': 'c\n' }, ['assets/theme/t.json'])
    expect(await snapshot()).toEqual({
      'README.md': 'read me\n',
      assets: 'folder',
      'assets/dashboard': 'folder',
      'assets/dashboard/a.json': 'A\n',
      'assets/dashboard/b.json': 'b\n',
      'assets/dataset': 'folder',
      'assets/dataset/new': 'folder',
      'assets/dataset/new/c.json': 'c\n',
    })
    expect(await readdir(staging)).toEqual([])
  })

  test('does nothing at all when nothing changes', async () => {
    await apply({})
    await expect(stat(staging)).rejects.toThrow('ENOENT')
  })

  test('a file that is gone already is no reason to fail', async () => {
    await apply({}, ['assets/theme/gone.json', 'assets/nothing/here.json'])
    expect(await snapshot()).toMatchObject({ 'assets/theme/t.json': 't\n' })
  })

  test('works from a root with a slash at its end, and a relative one', async () => {
    await applyChanges(`${root}/`, staging, { write: new Map([['assets/x/y.json', 'y']]), remove: [] })
    await applyChanges(path.relative(process.cwd(), root), staging, { write: new Map(), remove: ['assets/x/y.json'] })
    expect(await snapshot()).not.toHaveProperty('assets/x')
  })

  test.each(['../x.json', '/etc/x.json', 'assets/../../x.json', '..'])(
    'refuses to write %s before anything is written',
    async (file) => {
      const before = await snapshot()
      await expect(apply({ 'assets/ok.json': 'ok', [file]: 'x' })).rejects.toThrow(
        `${file} would lie outside the repository and is refused`,
      )
      await expect(apply({ 'assets/ok.json': 'ok' }, [file])).rejects.toThrow('outside the repository')
      expect(await snapshot()).toEqual(before)
    },
  )

  test('a name that only begins with dots lies inside', async () => {
    await apply({ '..x/y.json': 'y' })
    expect(await readText(root, '..x/y.json')).toBe('y')
  })
})

const failing = async (write: Record<string, string>, remove: readonly string[] = []): Promise<void> => {
  const before = await snapshot()
  const attempt = apply(write, remove)
  await expect(attempt).rejects.toThrow(UserError)
  await expect(attempt).rejects.toThrow('The files could not be written, and everything is as it was: ')
  expect(await snapshot()).toEqual(before)
  expect(await readdir(staging)).toEqual([])
}

describe('applyChanges makes all changes or none', () => {
  const OTHERS = { 'assets/dashboard/a.json': 'A\n', 'assets/new/deep/x.json': 'x\n' }

  test('a folder lies where a later file must go', async () => {
    await put('assets/dashboard/c.json/inside.txt', 'a folder')
    await failing({ ...OTHERS, 'assets/dashboard/c.json': 'c\n' })
  })

  test('a file lies where a later folder must be', async () => {
    await put('assets/dataset', 'a file')
    await failing({ ...OTHERS, 'assets/dataset/d.json': 'd\n' })
  })

  test('a folder lies where a file must be removed, after others were', async () => {
    await put('assets/dashboard/c.json/inside.txt', 'a folder')
    await failing(OTHERS, ['assets/theme/t.json', 'assets/dashboard/b.json', 'assets/dashboard/c.json'])
  })

  test('a folder that may not be written to', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere')
    await chmod(path.join(root, 'assets/theme'), 0o500)
    await failing({ ...OTHERS, 'assets/theme/t.json': 'T\n' })
    await chmod(path.join(root, 'assets/theme'), 0o700)
  })

  test('the message names what is in the way', async () => {
    await put('assets/dashboard/c.json/inside.txt', 'a folder')
    await expect(apply({ 'assets/dashboard/c.json': 'c\n' })).rejects.toThrow(/c\.json is a folder.*move it away/)
  })
})

describe('links and encodings', () => {
  test('a linked folder on the way is refused: it would lead the write elsewhere', async () => {
    const elsewhere = path.join(top, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(path.join(elsewhere, 'mine.json'), 'mine')
    await mkdir(path.join(root, 'assets'), { recursive: true })
    await symlink(elsewhere, path.join(root, 'assets', 'dataset'))
    await expect(apply({ 'assets/dataset/x.json': '{}' })).rejects.toThrow(/is a link to another folder/)
    await expect(apply({}, ['assets/dataset/mine.json'])).rejects.toThrow(/is a link to another folder/)
    expect(await readdir(elsewhere)).toEqual(['mine.json'])
  })

  test('a file that is not UTF-8 is named, not read as something else', async () => {
    await mkdir(path.join(root, 'assets'), { recursive: true })
    await writeFile(path.join(root, 'assets', 'x.json'), Buffer.from([0x22, 0xe4, 0x22]))
    await expect(readFolder(root, 'assets')).rejects.toThrow('assets/x.json is not UTF-8 text')
  })
})

describe('reading', () => {
  test('gives the files below a folder, with / in their paths, and none for a folder that is missing', async () => {
    await symlink('/etc/hostname', path.join(root, 'assets/link.json'))
    expect([...(await readFolder(root, 'assets'))]).toEqual([
      ['assets/dashboard/a.json', 'a\n'],
      ['assets/dashboard/b.json', 'b\n'],
      ['assets/theme/t.json', 't\n'],
    ])
    expect(await readFolder(root, 'nothing')).toEqual(new Map())
    expect(await readText(root, 'nothing.txt')).toBeUndefined()
    expect(await readText(root, 'README.md')).toBe('read me\n')
  })

  test('refuses links where it is asked to, also one in place of the folder, but for hidden ones', async () => {
    await symlink('nowhere', path.join(root, 'assets/.hidden'))
    expect((await readFolder(root, 'assets', 'refuse')).size).toBe(3)
    await symlink('dashboard', path.join(root, 'assets/analysis'))
    await expect(readFolder(root, 'assets', 'refuse')).rejects.toThrow('assets/analysis is a link')
    await symlink('assets', path.join(root, 'linked'))
    await expect(readFolder(root, 'linked', 'refuse')).rejects.toThrow('linked is a link')
  })

  test('stays inside', async () => {
    await expect(readText(root, '../x')).rejects.toThrow('outside the repository')
    await expect(readFolder(root, '..')).rejects.toThrow('outside the repository')
  })
})

describe('files of our own', () => {
  test('writeBytes makes the folders it needs and leaves no part behind', async () => {
    const file = path.join(top, 'deep/undo/x.qs')
    await writeBytes(file, Buffer.from([1, 2, 3]))
    await writeBytes(file, Buffer.from([4]))
    expect([...(await readFile(file))]).toEqual([4])
    expect(await readdir(path.dirname(file))).toEqual(['x.qs'])
  })

  test('a temporary folder is new each time and goes away', async () => {
    const [one, two] = [await temporaryFolder('quicksight-t-'), await temporaryFolder('quicksight-t-')]
    expect(one).not.toBe(two)
    await writeFile(path.join(one, 'x'), 'x')
    await Promise.all([one, two].map(removeFolder))
    await expect(stat(one)).rejects.toThrow('ENOENT')
  })
})
