import { markdown, plain } from '../model/escape.ts'
import { count } from './words.ts'

/** What retention did, or would do: the names of what goes, how many sets stay, and how many it never looks at. */
export type PruneTold = { isDone: boolean; gone: readonly string[]; kept: number; others: number }

const headline = ({ isDone, gone, kept, others }: PruneTold): string => {
  const besides =
    others === 0
      ? ''
      : `; ${count(others, 'set')} of another mode, selection or format ${others === 1 ? 'is' : 'are'} left alone`
  const stay = `${kept} ${kept === 1 ? 'stays' : 'stay'}${besides}`
  if (gone.length === 0) return `Retention ${isDone ? 'deleted' : 'would delete'} no set; ${stay}.`
  return `Retention ${isDone ? 'deleted' : 'would delete'} ${count(gone.length, 'set')}; ${stay}:`
}

export const pruneText = (told: PruneTold): string =>
  [headline(told), ...told.gone.map((name) => `- ${name}`)].map((line) => `${plain(line)}\n`).join('')

export const pruneMarkdown = (told: PruneTold): string => {
  const lines = told.gone.map((name) => `- ${markdown(name)}\n`).join('')
  return `\n${markdown(headline(told))}\n${lines === '' ? '' : `\n${lines}`}`
}
