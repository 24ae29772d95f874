import { textLines } from '../../text-lines.ts'
import { parameterChange } from '../../words/parameters.ts'
import { EXPRESSION, isOnlySpacing, wordChanges } from '../../words/text-changes.ts'
import { valueWords } from '../../words/values.ts'
import { isNothing, sentences } from '../anything.ts'
import { bothWords } from '../asset-words.ts'
import type { Describer, Said, Spot } from '../describer.ts'

const LONG = 90

const isShort = (text: string): boolean => text.length <= LONG && !text.includes('\n')

const formula = ({ base, head }: Spot): Said | undefined => {
  if (typeof base !== 'string' || typeof head !== 'string') return undefined
  const sides = { before: base, after: head }
  const lines = { lines: textLines(base, head) }
  if (isOnlySpacing(base, head, EXPRESSION))
    return { message: 'formula: only its spacing', ...sides, ...lines, severity: 'cosmetic' }
  if (isShort(base) && isShort(head)) return { message: `formula: ${base} → ${head}`, ...sides }
  const words = wordChanges(base, head, { pattern: EXPRESSION })
  return { message: words === undefined ? 'formula changed' : `formula: ${words}`, ...sides, ...lines }
}

/** Members of a parameter that `parameterChange` has words for. */
const SAID = /\/(defaultValues(\/.*)?|@)$/

const parameter = ({ base, head, raws, trail }: Spot): Said | undefined => {
  if (base === undefined || head === undefined || raws.every(isNothing)) return undefined
  const others = raws.filter(({ path }) => !SAID.test(path))
  const parts = [parameterChange(base, head), others.length > 0 ? sentences(others, trail) : ''].filter(Boolean)
  return { message: parts.join('; ') || sentences(raws, trail) }
}

const ARN = /^arn:[\w-]+:quicksight:([\w-]*):(\d*):dataset\/(.+)$/

/** Another dataset under the same identifier: what the dashboard is built on. */
const swapped = ({ base, head, versions }: Spot): Said | undefined => {
  const [before, after] = [base, head].map((arn) => ARN.exec(String(arn)))
  const sides = { before: base ?? null, after: head ?? null }
  if (!before || !after) return { message: `built on ${valueWords(head)} instead of ${valueWords(base)}`, ...sides }
  const { from, to } = bothWords(base, head, versions.nameOf)
  const parts = ['region', 'account', 'dataset'].flatMap((word, i) => {
    const [was, is] = [before[i + 1], after[i + 1]]
    if (was === is) return []
    return [word === 'dataset' ? `dataset ${to} instead of ${from}` : `${word} ${is} instead of ${was}`]
  })
  return { message: `built on ${parts.reverse().join(', ')}`, ...sides }
}

/** What declarations say, where their names stayed. */
export const DECLARATIONS: readonly Describer[] = [
  { kind: 'formula', at: /^\/definition\/calculatedFields\/#\/expression$/, severity: 'notable', say: formula },
  {
    kind: 'parameter-default',
    at: /^\/definition\/parameterDeclarations\/#(?=\/)/,
    severity: 'notable',
    say: parameter,
  },
  {
    kind: 'dataset-swap',
    at: /^\/definition\/dataSetIdentifierDeclarations\/#\/dataSetArn$/,
    severity: 'notable',
    say: swapped,
  },
]
