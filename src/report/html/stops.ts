import type { EnvironmentReview, Review, ReviewProblem } from '../../model/review.ts'
import { longList } from './lists.ts'
import { type Markup, markup } from './markup.ts'
import type { Section } from './page.ts'
import { named, sentence } from './text.ts'

const file = ({ file: path, line }: ReviewProblem): Markup | undefined =>
  path === undefined
    ? undefined
    : markup`<code class="file">${named(path)}${line === undefined ? '' : `:${line}`}</code>`

const problemItem = (problem: ReviewProblem): Markup => markup`${sentence(problem.message)}${file(problem)}`

const blocksOf = ({ name, blocks }: EnvironmentReview): Markup[] =>
  blocks.map((block) => markup`<b class="env">${named(name)}</b> ${sentence(block)}`)

const ofSeverity = ({ problems }: Review, severity: ReviewProblem['severity']): Markup[] =>
  problems.filter((problem) => problem.severity === severity).map(problemItem)

/** What must be mended before a deploy, or before a merge. */
export const stopsSection = (review: Review): Section | undefined => {
  const errors = ofSeverity(review, 'error').map((error) => markup`<b class="env">In the files</b> ${error}`)
  const stops = [...errors, ...review.environments.flatMap(blocksOf)]
  if (stops.length === 0) return undefined
  const body = markup`<div class="callout stop">${longList({ entries: stops, seen: 20, classes: 'rows' })}</div>`
  return { id: 'stops', title: 'What stops it', count: stops.length, body }
}

/** Warnings and remarks. */
export const notesSection = (review: Review): Section | undefined => {
  const notes = [...ofSeverity(review, 'warning'), ...review.notes.map(sentence)]
  if (notes.length === 0) return undefined
  const body = markup`<div class="callout">${longList({ entries: notes, seen: 12, classes: 'rows' })}</div>`
  return { id: 'notes', title: 'Worth knowing', count: notes.length, body }
}
