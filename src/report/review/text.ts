import type { Change } from '../../model/change.ts'
import { logLine, plain } from '../../model/escape.ts'
import { kindText } from '../../model/kind-words.ts'
import type { EnvironmentReview, Review, ReviewProblem } from '../../model/review.ts'
import { assetText, listText, placeText, severityTitle, verdictOf, whereText, whereTextFrom } from '../review-words.ts'
import { count } from '../words.ts'
import { withDistinctNames } from './distinct-names.ts'
import { sortedSteps } from './environments.ts'
import { byAsset, type Entry } from './notable.ts'

/** Lines of text from outside: whole, since a terminal has room, but each on its own line. */
const row = (indent: number, text: string): string => `${logLine(' '.repeat(indent) + text)}\n`

const diffRows = ({ lines = [] }: Change): string =>
  lines.map(({ sign, text }) => row(6, `${sign} ${text.replaceAll('\t', '  ')}`.trimEnd())).join('')

const changeRows = (change: Change): string => {
  const { asset, place, message, reason, severity, also = [], affects = [] } = change
  const where = placeText(place)
  const title = severity === 'notable' ? '' : `${severityTitle(severity)}: `
  return [
    row(2, `${title}${where === '' ? '' : `${where}: `}${message}`),
    reason === undefined ? '' : row(6, `why: ${reason}`),
    ...also.map((one) => row(6, `also: ${whereTextFrom(asset, one)}`)),
    ...affects.map((one) => row(6, `affects: ${whereTextFrom(asset, one)}`)),
    diffRows(change),
  ].join('')
}

const entryRows = ({ asset, changes }: Entry): string => {
  const name = asset.name.trim() || asset.id
  return `${logLine(name)} (${plain(kindText(asset.kind))} ${plain(asset.id)})\n${changes.map(changeRows).join('')}\n`
}

const outcome = (environment: EnvironmentReview): string => {
  if (environment.problem !== undefined) return `no plan: ${environment.problem}`
  const parts = sortedSteps(environment).map(({ number, words }) => `${number} ${words}`)
  const { length: facet } = environment.facet ?? []
  if (facet > 0) parts.push(`${count(facet, 'change')} of permissions, tags and folders`)
  if (environment.unchanged > 0) parts.push(`${environment.unchanged} unchanged`)
  return listText(parts) || 'nothing to do'
}

const environmentRows = (environment: EnvironmentReview): string => {
  const { name, account, region, steps, facet = [], blocks, digest } = environment
  return [
    row(2, `${name} (account ${account}, ${region}): ${outcome(environment)}`),
    ...blocks.map((block) => row(4, `blocked: ${block}`)),
    ...steps
      .filter(({ action }) => action !== 'unmanaged')
      .map((step) => row(4, `${step.action} ${assetText(step)}: ${step.reason}`)),
    ...facet.map((words) => row(4, words)),
    digest === undefined ? '' : row(4, `digest ${digest}`),
  ].join('')
}

const problemRow = ({ severity, message, file, line }: ReviewProblem): string => {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`
  return row(2, `${severity}: ${message}${place}`)
}

const section = (title: string, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `${title}\n${rows.join('')}\n`

/** A review for a terminal: every change, by asset, the gravest first; cosmetic ones after all others. */
export const reviewText = (given: Review): string => {
  const review = withDistinctNames(given)
  const loud = review.changes.filter(({ severity }) => severity !== 'cosmetic')
  const cosmetic = review.changes.filter(({ severity }) => severity === 'cosmetic')
  const reached = review.lineage.filter(({ state }) => state === 'reached')
  return [
    ...byAsset(loud).map(entryRows),
    section('Cosmetic changes', byAsset(cosmetic).map(cosmeticRows)),
    section(
      'Reached, not changed',
      reached.map((node) => row(2, assetText(node))),
    ),
    section('Environments', review.environments.map(environmentRows)),
    section('In the files', review.problems.map(problemRow)),
    section(
      'Notes',
      review.notes.map((note) => row(2, note)),
    ),
    `${plain(verdictOf(review))}\n`,
  ].join('')
}

const cosmeticRows = ({ asset, changes }: Entry): string =>
  changes
    .map((change) => {
      const also = change.also ? ` (also ${listText(change.also.map((one) => whereTextFrom(asset, one)))})` : ''
      return `${row(2, `${whereText({ asset, place: change.place })}: ${change.message}${also}`)}${diffRows(change)}`
    })
    .join('')
