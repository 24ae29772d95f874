import { markdown, plain } from '../model/escape.ts'
import { kindPlural, kindText } from '../model/kind-words.ts'
import type { Step } from '../model/plan.ts'
import { columns, count } from './words.ts'

/** What an adoption came to. `taken`: what now carries our tags; `ours`: what did before; `toSet`: permissions, tags and folders that a deploy sets. */
export type Adopted = {
  environment: string
  taken: readonly Step[]
  differing: readonly Step[]
  foreign: readonly Step[]
  missing: readonly Step[]
  ours: readonly Step[]
  toSet: number
  unmanaged: readonly Step[]
}

const SECTIONS: readonly [keyof Omit<Adopted, 'environment' | 'ours' | 'toSet' | 'unmanaged'>, string][] = [
  ['taken', 'Adopted: only two tags were written'],
  ['differing', 'Differs from git, left as it is'],
  ['foreign', "Another owner's, left as it is"],
  ['missing', 'In git and not live: a deploy makes it'],
]

const note = ({ action, added }: Step): string =>
  action === 'adopt' && added ? `and more, which stays: ${added.map(plain).join(', ')}` : ''

/** `3 dashboards, 1 data source`. */
const perKind = (steps: readonly Step[]): string => {
  const kinds = [...new Set(steps.map(({ kind }) => kind))].sort()
  return kinds
    .map((kind) => count(steps.filter((step) => step.kind === kind).length, kindText(kind), kindPlural(kind)))
    .join(', ')
}

const unmanaged = ({ unmanaged: steps }: Adopted): string =>
  steps.length === 0 ? '' : `Live and not in git, left alone: ${plain(perKind(steps))}`

/** Adopting writes none of them, and they are no edit of anybody. */
const toBeSet = ({ toSet }: Adopted): string =>
  toSet === 0
    ? ''
    : `Git also asks for ${count(toSet, 'permission, tag or folder', 'permissions, tags and folders')} not there yet: the next deploy sets ${toSet === 1 ? 'it' : 'them'}`

const verdict = ({ environment, taken, differing, foreign, missing, ours }: Adopted): string => {
  const counts: [number, string][] = [
    [ours.length, 'ours already'],
    [differing.length, 'not as git has it'],
    [foreign.length, 'of another owner'],
    [missing.length, 'not live'],
  ]
  const rest = counts.flatMap(([number, word]) => (number > 0 ? [`, ${number} ${word}`] : [])).join('')
  return `${environment}: ${count(taken.length, 'asset')} adopted${rest}`
}

/** An adoption for a terminal. */
export const adoptText = (adopted: Adopted): string => {
  const sections = SECTIONS.filter(([key]) => adopted[key].length > 0).map(([key, title]) => {
    const rows = adopted[key].map((step) => [step.kind, plain(step.id), plain(step.name), note(step)])
    return `${title}\n${columns(rows).replace(/ +$/gm, '')}\n`
  })
  const others = [unmanaged(adopted), toBeSet(adopted)].map((line) => (line === '' ? '' : `${line}\n`))
  return `${sections.join('')}${others.join('')}${verdict(adopted)}\n`
}

/** The same for a job summary. */
export const adoptMarkdown = (adopted: Adopted): string => {
  const sections = SECTIONS.filter(([key]) => adopted[key].length > 0).map(([key, title]) => {
    const rows = adopted[key].map(
      (step) =>
        `| ${markdown(step.name)} | ${markdown(step.kind)} | ${markdown(step.id)} | ${markdown(note(step))} |\n`,
    )
    return `**${title}**\n\n| name | kind | id | |\n|---|---|---|---|\n${rows.join('')}\n`
  })
  return `### ${markdown(verdict(adopted))}\n\n${sections.join('')}${[unmanaged(adopted), toBeSet(adopted)].filter(Boolean).map(markdown).join('\n\n')}\n`
}
