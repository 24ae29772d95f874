import { readlink, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openGit } from '../io/git.ts'
import type { Asset } from '../model/asset.ts'
import type { HistoryEntry, HistoryResult } from '../report/history.ts'
import { analysis, dashboard, dataSource, dataset, schedule, smallCompany } from '../testing/assets.ts'
import { type GitProject, gitProject } from '../testing/git-project.ts'
import { assetPath } from '../tree/paths.ts'
import type { Options, Result } from './command.ts'
import { history } from './history.ts'

let project: GitProject
beforeEach(async () => {
  project = await gitProject()
})
afterEach(() => project.close())

const run = async (asset: string, options: Options = {}): Promise<Result> =>
  history.run({ asset, ...options }, await project.context())

const entries = async (asset: string, options: Options = {}): Promise<readonly HistoryEntry[]> =>
  ((await run(asset, options)).data as unknown as HistoryResult).entries

/** Each commit by its message, with what happened to the asset in it. */
const life = async (asset: string, options: Options = {}): Promise<string[]> => {
  const list = await entries(asset, options)
  return Promise.all(
    list.map(async ({ commit, event, from, to, isMerge }) => {
      const message = (await project.git('show', '--no-patch', '--format=%s', commit)).trim()
      const other = from ? ` from ${from.kind}:${from.id}` : to ? ` to ${to.kind}:${to.id}` : ''
      return `${message}: ${isMerge ? 'merge, ' : ''}${event}${other}`
    }),
  )
}

const named = (name: string, id = 'sales'): Asset => dashboard(id, { more: { name } })

describe('the life of an asset', () => {
  test('is told by every commit that changed it, newest first, in words', async () => {
    await project.write(...smallCompany())
    const first = await project.commit('Start')
    await project.write(dataset('orders', { sql: 'SELECT 1' }))
    await project.commit('Elsewhere')
    await project.write(dashboard('sales', { sheet: 'Summary' }))
    const second = await project.commit('Sheet')
    const result = await run('dashboard:sales')
    expect(result.problems).toEqual([])
    expect(result.outputs).toEqual({ commits: 2 })
    const [headline, , newest, oldest, ...rest] = result.text.split('\n')
    expect(headline).toBe('dashboard "Dashboard sales" (sales): 2 commits')
    expect(newest).toMatch(new RegExp(`^  ${second.slice(0, 10)}  2026-01-01  Ada  .*Overview.*Summary`))
    expect(oldest).toBe(`  ${first.slice(0, 10)}  2026-01-01  Ada  added`)
    expect(rest.join('')).toBe('')
    expect(result.markdown).toContain(`| ${second.slice(0, 10)} | 2026-01-01 | Ada | `)
  })

  test('holds removals and returns', async () => {
    await project.write(named('One'))
    await project.commit('add')
    await project.remove(named('One'))
    await project.commit('remove')
    await project.write(named('Two'))
    await project.commit('again')
    expect(await life('dashboard:sales')).toEqual(['again: added again', 'remove: removed', 'add: added'])
  })

  test('goes on beyond a new id, and says so from both sides', async () => {
    await project.write(named('Sales', 'old'))
    await project.commit('add')
    await project.write(named('Sales 2', 'old'))
    await project.commit('edit')
    await project.remove(named('Sales 2', 'old'))
    await project.write(named('Sales 2', 'new'))
    await project.commit('rename')
    await project.write(named('Sales 3', 'new'))
    await project.commit('edit again')
    await project.write(named('Another', 'old'))
    await project.commit('old is taken')
    expect(await life('dashboard:new')).toEqual([
      'edit again: changed',
      'rename: renamed from dashboard:old',
      'edit: changed',
      'add: added',
    ])
    expect(await life('dashboard:old')).toEqual([
      'old is taken: added again',
      'rename: removed to dashboard:new',
      'edit: changed',
      'add: added',
    ])
    const [, rename] = await entries('dashboard:new')
    expect(rename?.changes).toEqual([])
    expect((await run('dashboard:new')).text).toContain('renamed from dashboard:old')
  })

  test('knows a new id by the name when the content is quite another', async () => {
    const wide = (id: string, word: string): Asset =>
      dashboard(id, { more: { name: 'Sales', words: Array.from({ length: 200 }, (_, i) => `${word} ${i * 7}`) } })
    await project.write(wide('old', 'first'))
    await project.commit('add')
    await project.remove(wide('old', 'first'))
    await project.write(wide('new', 'entirely other'))
    await project.commit('rename')
    expect(await life('dashboard:new')).toEqual(['rename: renamed from dashboard:old', 'add: added'])
  })

  test('does not take a removal and an addition of different things for a new id', async () => {
    const wide = (id: string): Asset =>
      dashboard(id, { more: { words: Array.from({ length: 200 }, (_, i) => `${id} ${i * 7}`) } })
    await project.write(wide('apple'))
    await project.commit('add')
    await project.remove(wide('apple'))
    await project.write(wide('pear'))
    await project.commit('swap')
    expect(await life('dashboard:pear')).toEqual(['swap: added'])
    expect(await life('dashboard:apple')).toEqual(['swap: removed', 'add: added'])
  })

  test('comes through a change of id and back without telling anything twice', async () => {
    for (const [message, before, id] of [
      ['add', undefined, 'a'],
      ['to b', 'a', 'b'],
      ['back to a', 'b', 'a'],
    ] as const) {
      if (before) await project.remove(named('Sales', before))
      await project.write(named('Sales', id))
      await project.commit(message)
    }
    expect(await life('dashboard:a')).toEqual([
      'back to a: renamed from dashboard:b',
      'to b: renamed from dashboard:a',
      'add: added',
    ])
  })

  test('tells merges only where they made something of their own', async () => {
    const sheets = (first: string, second: string): Asset =>
      dashboard('sales', { more: { description: first, z: Array.from({ length: 20 }, (_, i) => i), zz: second } })
    await project.write(sheets('one', 'one'))
    await project.commit('add')
    await project.git('switch', '--quiet', '-c', 'side')
    await project.write(sheets('one', 'side'))
    await project.commit('side')
    await project.git('switch', '--quiet', 'main')
    await project.put('README.md', 'x')
    await project.commit('elsewhere')
    await project.git('merge', '--quiet', '--no-edit', '-m', 'plain merge', 'side')
    await project.write(sheets('main', 'side'))
    await project.commit('main')
    await project.git('switch', '--quiet', '-c', 'other', 'HEAD^')
    await project.write(sheets('one', 'other'))
    await project.commit('other')
    await project.git('switch', '--quiet', 'main')
    await project.git('merge', '--quiet', '--no-edit', '-m', 'joining merge', 'other')
    expect(await life('dashboard:sales')).toEqual([
      'joining merge: merge, changed',
      'other: changed',
      'main: changed',
      'side: changed',
      'add: added',
    ])
  })

  test('of a dataset is that of its schedules too, and of no other dataset', async () => {
    await project.write(dataset(), dataset('orders2'))
    await project.commit('add')
    await project.write(schedule('orders', 'daily'))
    await project.commit('schedule')
    await project.write(schedule('orders2', 'daily'))
    await project.commit('other schedule')
    await project.remove(schedule('orders', 'daily'))
    await project.commit('no schedule')
    expect(await life('dataset:orders')).toEqual(['no schedule: changed', 'schedule: changed', 'add: added'])
    const [last] = await entries('dataset:orders')
    expect(last?.changes).toMatchObject([{ asset: { kind: 'refreshSchedule' }, action: 'removed' }])
    expect(await life('refreshSchedule:orders--refresh-schedule--daily')).toEqual([
      'no schedule: removed',
      'schedule: added',
    ])
  })

  test('of a dataset with a new id goes on with its schedules', async () => {
    await project.write(dataset('old'), schedule('old', 'daily'))
    await project.commit('add')
    await project.remove(dataset('old'), schedule('old', 'daily'))
    await project.write(dataset('new'), schedule('new', 'daily'))
    await project.commit('rename')
    expect(await life('dataset:new')).toEqual(['rename: renamed from dataset:old', 'add: added'])
  })

  test('says what it left out', async () => {
    for (let i = 0; i < 5; i++) {
      await project.write(named(`Name ${i}`))
      await project.commit(`${i}`)
    }
    expect(await life('dashboard:sales', { limit: '2' })).toEqual(['4: changed', '3: changed'])
    const { text } = await run('dashboard:sales', { limit: '2' })
    expect(text).toContain(': 5 commits\n')
    expect(text).toContain('and 3 earlier commits; --limit shows more\n')
  })

  test('of versions that cannot be read says so, and tells the others', async () => {
    await project.write(named('One'))
    await project.commit('add')
    await project.put(assetPath(named('One')), '{')
    await project.commit('break')
    await project.write(named('Two'))
    await project.commit('mend')
    expect(await life('dashboard:sales')).toEqual(['mend: changed', 'break: changed', 'add: added'])
    expect(
      (await run('dashboard:sales')).text.match(/cannot be read: assets\/dashboard\/sales\.json:\d+ is not valid/g),
    ).toHaveLength(2)
  })

  test('of names of every sort keeps terminals and tables as they are', async () => {
    const id = 'größe \u202e/x\n::set-output'
    await project.write(named('@everyone <img src=x onerror=alert(1)>\n[skip ci]', id))
    await project.git('config', 'user.name', '| <b>Ada</b> @team \u001b[31m')
    await project.commit('add')
    await project.write(named('x'.repeat(2048), id))
    await project.commit('edit')
    const { text, markdown = '' } = await run(`dashboard:${id}`)
    for (const line of text.split('\n')) expect(line).not.toMatch(/^::|[\p{Cc}\u202e]/u)
    expect(markdown).not.toMatch(/<img|<b>|@(?!<!-- -->)|\n::|\u202e/)
    expect(markdown).not.toContain('\u001b')
    expect(markdown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(3)
    expect(text.length).toBeLessThan(6000)
  })

  test('gives a runner no command, whatever keys a kind has that nobody knows', async () => {
    const file = 'assets/widget/w.json'
    await project.put(file, '{"a":1}')
    await project.commit()
    await project.put(file, '{"a":1,"::error::one":{"b":1},"::error::two":2}')
    await project.commit()
    const { text } = await run('widget:w')
    expect(text).toContain('error::two')
    for (const line of text.split('\n')) expect(line).not.toMatch(/^\s*::/)
  })

  test('is the same whatever git is set to', async () => {
    await project.git('config', 'user.name', 'Zoë')
    await project.write(named('One'))
    await project.commit('add')
    for (const [key, value] of [
      ['log.showRoot', 'false'],
      ['i18n.logOutputEncoding', 'ISO-8859-1'],
      ['log.showSignature', 'true'],
      ['log.decorate', 'full'],
      ['diff.renames', 'copies'],
      ['color.ui', 'always'],
    ] as const)
      await project.git('config', key, value)
    expect(await life('dashboard:sales')).toEqual(['add: added'])
    expect((await entries('dashboard:sales'))[0]?.author).toBe('Zoë')
  })

  describe('in a project below the repository', () => {
    beforeEach(async () => {
      await project.close()
      project = await gitProject('bi')
      await project.write(named('Sales', 'old'))
      await project.commit('add')
    })

    test('goes on beyond a new id', async () => {
      await project.remove(named('Sales', 'old'))
      await project.write(named('Sales', 'new'))
      await project.commit('rename')
      expect(await life('dashboard:new')).toEqual(['rename: renamed from dashboard:old', 'add: added'])
    })

    test('holds merges that made something of their own', async () => {
      await project.git('switch', '--quiet', '-c', 'side')
      await project.write(named('Side', 'old'))
      await project.commit('side')
      await project.git('switch', '--quiet', 'main')
      await project.write(named('Main', 'old'))
      await project.commit('main')
      await project.git('merge', '--quiet', '--strategy', 'ours', '--no-commit', 'side')
      await project.write(named('Both', 'old'))
      await project.commit('merge')
      expect(await life('dashboard:old')).toEqual([
        'merge: merge, changed',
        'main: changed',
        'side: changed',
        'add: added',
      ])
      expect((await run('dashboard:old')).text).toMatch(/merge: renamed: "Main" → "Both"/)
    })
  })
})

describe('a shallow clone', () => {
  const clone = async (): Promise<GitProject> => {
    const origin = project
    const root = path.join(project.root, '..', `${path.basename(project.root)}-clone`)
    await openGit(project.root).run(['clone', '--quiet', '--depth', '1', `file://${project.root}`, root])
    const { makeContext } = await import('../runtime.ts')
    const base = await project.context()
    return {
      ...project,
      root,
      git: (...args) => openGit(root).run(args),
      context: () => makeContext({ cwd: root, variables: {}, log: base.log, announce: () => {} }),
      close: async () => {
        await origin.close()
        await rm(root, { recursive: true, force: true })
      },
    }
  }

  beforeEach(async () => {
    for (const name of ['One', 'Two']) {
      await project.write(named(name))
      await project.commit(name)
    }
    project = await clone()
  })

  test('is completed first', async () => {
    expect(await life('dashboard:sales')).toEqual(['Two: changed', 'One: added'])
  })

  test('that cannot be completed is warned of', async () => {
    await project.git('remote', 'set-url', 'origin', 'file:///nowhere')
    const { problems, text } = await run('dashboard:sales')
    expect(problems).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(/shallow.*`fetch-depth: 0`/) },
    ])
    expect(text).toContain('1 commit\n')
  })
})

describe('what is refused', () => {
  test.each<[string, Options, string]>([
    ['', {}, 'Say which asset, as KIND:ID, such as dashboard:sales. '],
    ['sales', {}, '"sales" is not of that form'],
    ['dashboard:salse', {}, 'no commit holds assets/dashboard/salse.json. Did you mean dashboard:sales?'],
    ['dashboard:draft', {}, 'Its file is not committed yet'],
    ['dashboard:../../x', {}, 'no commit holds assets/dashboard/%2E%2E%2F%2E%2E%2Fx.json'],
    ['__proto__:x', {}, 'is not of that form'],
    ['dashboard:sales', { limit: '0' }, '--limit takes a number of commits from 1 on, not "0"'],
    ['dashboard:sales', { 'with-dependencies': true }, '--with-dependencies goes with --restore COMMIT'],
    ['dashboard:sales', { restore: 'nope' }, 'There is no commit, branch or tag "nope" here'],
    ['dashboard:sales', { restore: '--exec=x' }, 'There is no commit, branch or tag "--exec=x" here'],
  ])('%j %j: %s', async (asset, options, words) => {
    await project.write(named('Sales'))
    await project.commit()
    await project.write(named('Draft', 'draft'))
    await expect(run(asset, options)).rejects.toThrow(words)
  })

  test('a folder without git', async () => {
    await rm(path.join(project.root, '.git'), { recursive: true })
    await expect(run('dashboard:sales')).rejects.toThrow('This is no git repository')
  })
})

describe('--restore', () => {
  const status = async (): Promise<string[]> => (await project.git('status', '--porcelain')).split('\n').filter(Boolean)

  test('writes the asset as it was, and nothing else', async () => {
    await project.write(...smallCompany())
    const start = await project.commit('Start')
    const before = await project.read(assetPath(dashboard()))
    await project.write(named('New'), analysis('sales', { sheet: 'New' }))
    await project.commit('edit')
    const result = await run('dashboard:sales', { restore: start.slice(0, 8) })
    expect(result).toMatchObject({ problems: [], pending: true, outputs: { restored: 1, removed: 0 } })
    expect(await project.read(assetPath(dashboard()))).toBe(before)
    expect(await status()).toEqual([' M assets/dashboard/sales.json'])
    expect(result.text).toContain('  git add -- assets/dashboard/sales.json\n')
    expect(await life('dashboard:sales')).toEqual(['edit: changed', 'Start: added'])
  })

  test('writes nothing when it is so already', async () => {
    await project.write(...smallCompany())
    await project.commit()
    const result = await run('dashboard:sales', { restore: 'HEAD' })
    expect(result).toMatchObject({ pending: false, outputs: { restored: 0 } })
    expect(result.text).toContain('nothing was written')
    expect(await status()).toEqual([])
  })

  test('brings back what was removed; from the commit that removed it, it names the one before', async () => {
    await project.write(...smallCompany())
    const start = await project.commit()
    await project.remove(dashboard())
    const removal = await project.commit()
    await expect(run('dashboard:sales', { restore: removal })).rejects.toThrow(
      `dashboard sales is not in ${removal.slice(0, 10)}. It was last there as dashboard:sales in ${start.slice(0, 10)}: history dashboard:sales --restore ${start.slice(0, 10)}`,
    )
    await run('dashboard:sales', { restore: start })
    expect(await status()).toEqual(['?? assets/dashboard/'])
  })

  test('from before a new id writes the old one', async () => {
    await project.write(dataSource(), dataset(), named('Sales', 'old'))
    const start = await project.commit()
    await project.remove(named('Sales', 'old'))
    await project.write(named('Sales', 'new'))
    await project.commit()
    const result = await run('dashboard:new', { restore: start })
    expect(result.text).toContain('It was called dashboard:old then')
    expect(await status()).toEqual(['?? assets/dashboard/old.json'])
  })

  test('refuses to lose what is not committed', async () => {
    await project.write(...smallCompany())
    const start = await project.commit()
    await project.write(named('New'))
    await project.commit()
    await project.write(named('Not committed'))
    const text = await project.read(assetPath(dashboard()))
    await expect(run('dashboard:sales', { restore: start })).rejects.toThrow(
      'assets/dashboard/sales.json: there are changes here that are not committed',
    )
    expect(await project.read(assetPath(dashboard()))).toBe(text)
    await project.write(named('New'), analysis('sales', { sheet: 'Elsewhere' }))
    await run('dashboard:sales', { restore: start })
    expect(await status()).toEqual([' M assets/analysis/sales.json', ' M assets/dashboard/sales.json'])
  })

  test('refuses to lose what git has in no version: a file that it ignores, a link', async () => {
    await project.write(...smallCompany())
    const start = await project.commit()
    const file = assetPath(dashboard())
    await project.remove(dashboard())
    await project.put('.gitignore', `${file}\n`)
    await project.commit()
    await project.write(named('Mine alone'))
    const text = await project.read(file)
    await expect(run('dashboard:sales', { restore: start })).rejects.toThrow(`${file}: there are changes here`)
    expect(await project.read(file)).toBe(text)
    await project.remove(dashboard())
    await symlink('../../elsewhere', path.join(project.root, file))
    await expect(run('dashboard:sales', { restore: start })).rejects.toThrow(`${file}: there are changes here`)
    expect(await readlink(path.join(project.root, file))).toBe('../../elsewhere')
  })

  test('of a dataset is its schedules too: those it had come back, those it had not go', async () => {
    await project.write(dataSource(), dataset(), schedule('orders', 'daily'), schedule('orders2', 'x'))
    const start = await project.commit()
    await project.remove(schedule('orders', 'daily'))
    await project.write(schedule('orders', 'weekly'))
    await project.commit()
    const result = await run('dataset:orders', { restore: start })
    expect(result.outputs).toEqual({ restored: 1, removed: 1 })
    expect(await status()).toEqual([
      ' D assets/refreshSchedule/orders--refresh-schedule--weekly.json',
      '?? assets/refreshSchedule/orders--refresh-schedule--daily.json',
    ])
  })

  describe('when what it needs is gone', () => {
    let start: string
    beforeEach(async () => {
      await project.write(...smallCompany())
      start = await project.commit()
      await project.remove(...smallCompany())
      await project.write(dataset('orders2'), dataSource('other'))
      await project.commit()
    })

    test('it says what, and which command brings it', async () => {
      const short = start.slice(0, 10)
      await expect(run('dashboard:sales', { restore: start })).rejects.toThrow(
        `Nothing was written, because something would be missing. dashboard "Dashboard sales" (sales) needs dataset:orders, which is not in the work tree; ${short} has it: history dataset:orders --restore ${short}. To restore what ${short} has of it in one go: history dashboard:sales --restore ${short} --with-dependencies`,
      )
      expect(await status()).toEqual([])
    })

    test('--with-dependencies brings all of it, and of that all', async () => {
      const result = await run('dashboard:sales', { restore: start, 'with-dependencies': true })
      expect((result.data as { restored: string[] }).restored.sort()).toEqual([
        'assets/dashboard/sales.json',
        'assets/dataset/orders.json',
        'assets/datasource/lake.json',
        'assets/refreshSchedule/orders--refresh-schedule--daily.json',
      ])
      expect(result.problems).toEqual([])
    })

    test('what the old commit lacks too is named with the commit that has it', async () => {
      await project.write(dashboard('late', { dataSetId: 'orders' }))
      const late = await project.commit()
      await project.remove(dashboard('late'))
      await project.commit()
      const short = start.slice(0, 10)
      for (const options of [{}, { 'with-dependencies': true }]) {
        await expect(run('dashboard:late', { restore: late, ...options })).rejects.toThrow(
          `needs dataset:orders, which is not in the work tree; ${short} has it: history dataset:orders --restore ${short}`,
        )
      }
      expect(await status()).toEqual([])
    })
  })

  test('warns of columns that are gone, in what is restored and in what is built on it', async () => {
    const using = (id: string, column: string): Asset =>
      dashboard(id, {
        more: {
          definition: {
            dataSetIdentifierDeclarations: [
              { identifier: 'orders', dataSetArn: 'arn:aws:quicksight:::dataset/orders' },
            ],
            sheets: [],
            calculatedFields: [{ name: 'double', dataSetIdentifier: 'orders', expression: `{${column}} * 2` }],
          },
        },
      })
    const giving = (column: string): Asset => {
      const asset = dataset()
      const text = JSON.stringify(asset.body).replaceAll('"amount"', JSON.stringify(column))
      return { ...asset, body: JSON.parse(text) }
    }
    await project.write(dataSource(), giving('amount'), using('sales', 'amount'))
    const start = await project.commit()
    await project.write(giving('total'), using('sales', 'total'), using('more', 'total'))
    await project.commit()
    const one = await run('dashboard:sales', { restore: start })
    expect(one.problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      expect.stringMatching(
        /^warning: dashboard "Dashboard sales" \(sales\) uses the column "amount", which .*restore that too/,
      ),
    ])
    await project.git('checkout', '--quiet', '.')
    const two = await run('dataset:orders', { restore: start })
    expect(two.problems.map(({ ref }) => ref?.id).sort()).toEqual(['more', 'sales'])
  })

  test('refuses a name that differs from another only in letter case', async () => {
    await project.write(dataSource(), dataset(), named('Sales', 'SALES'))
    const start = await project.commit()
    await project.remove(named('Sales', 'SALES'))
    await project.write(named('Other', 'sales'))
    await project.commit()
    await expect(run('dashboard:SALES', { restore: start })).rejects.toThrow('only in letter case')
    expect(await status()).toEqual([])
  })

  test('refuses a version that cannot be read', async () => {
    await project.put('assets/dashboard/sales.json', '{')
    const broken = await project.commit()
    await project.write(...smallCompany())
    await project.commit()
    await expect(run('dashboard:sales', { restore: broken })).rejects.toThrow('That version cannot be read')
  })
})
