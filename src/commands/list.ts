import { plain } from '../model/escape.ts'
import { isError } from '../model/problem.ts'
import { columns, count } from '../report/words.ts'
import { assetPath } from '../tree/paths.ts'
import type { Command, Options, Result } from './command.ts'
import type { Context } from './context.ts'
import { loadProject } from './project.ts'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const run = async (_options: Options, context: Context): Promise<Result> => {
  const { assets, problems } = await loadProject(context)
  const rows = assets
    .map((asset) => ({ kind: asset.kind, id: asset.id, name: asset.name, file: assetPath(asset) }))
    .sort((a, b) => compare(a.kind, b.kind) || compare(a.name, b.name))
  const table = columns(rows.map(({ kind, id, name, file }) => [kind, plain(name), plain(id), file]))
  return {
    problems: problems.filter(isError),
    text: `${table}${count(rows.length, 'asset')} in git\n`,
    data: rows,
    outputs: { assets: rows.length },
  }
}

export const list: Command = {
  summary: 'print the names of the assets in git beside their ids and files',
  options: {},
  inAction: false,
  run,
}
