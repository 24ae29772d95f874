import { htmlInMarkdown, markdown } from '../../model/escape.ts'
import type { Action } from '../../model/plan.ts'
import type { EnvironmentReview } from '../../model/review.ts'
import { assetText, clip, shortList } from '../review-words.ts'
import { count } from '../words.ts'
import type { Block } from './block.ts'
import { details, inline } from './inline.ts'

type Sort = { actions: readonly Action[]; words: string; unnamed?: boolean }

/** What stops a deploy first, then what it writes, then what it leaves alone. */
const SORTS: readonly Sort[] = [
  { actions: ['conflict'], words: 'edited there and changed in git' },
  { actions: ['foreign', 'collision'], words: 'live there and not ours' },
  { actions: ['wait'], words: 'being changed at this moment' },
  { actions: ['create'], words: 'to create' },
  { actions: ['restore'], words: 'to restore' },
  { actions: ['update'], words: 'to update' },
  { actions: ['adopt'], words: 'to adopt' },
  { actions: ['record'], words: 'to record only' },
  { actions: ['drift'], words: 'edited there (drift)' },
  { actions: ['delete'], words: 'to delete' },
  { actions: ['prune', 'edited'], words: 'no longer asked for in git' },
  { actions: ['unmanaged'], words: 'not managed here', unnamed: true },
]

const MOST_NAMED = 3
const MOST_BLOCKS = 2

type Sorted = { words: string; names: string[]; number: number }

/** The steps of a deploy by what is done, with the assets that it is done to. */
export const sortedSteps = ({ steps }: EnvironmentReview): Sorted[] =>
  SORTS.map(({ actions, words, unnamed }) => {
    const found = steps.filter(({ action }) => actions.includes(action))
    return { words, names: unnamed ? [] : found.map(assetText), number: found.length }
  }).filter(({ number }) => number > 0)

const stepsText = (environment: EnvironmentReview): string => {
  const parts = sortedSteps(environment).map(({ words, names, number }) =>
    names.length === 0 ? `${number} ${words}` : `${number} ${words}: ${shortList(names, MOST_NAMED)}`,
  )
  const { facet = [] } = environment
  if (facet.length > 0) parts.push(shortList(facet, MOST_NAMED))
  if (environment.unchanged > 0) parts.push(`${environment.unchanged} unchanged`)
  return parts.join('; ') || 'nothing to do'
}

const blocksText = (blocks: readonly string[]): string =>
  blocks.length === 0
    ? ''
    : `**Blocked:** ${markdown(
        shortList(
          blocks.map((block) => clip(block, 200)),
          MOST_BLOCKS,
        ),
      )}<br>`

const outcome = (environment: EnvironmentReview): string => {
  const { problem, blocks } = environment
  if (problem !== undefined) return `${blocksText(blocks)}**No plan:** ${markdown(clip(problem, 300))}`
  return `${blocksText(blocks)}${markdown(clip(stepsText(environment), 600))}`
}

const row = (environment: EnvironmentReview): string => {
  const { name, account, region, digest } = environment
  const where = `${clip(account, 20)} ${clip(region, 30)}`
  const seal = digest === undefined ? '' : markdown(clip(digest, 40))
  return `| **${inline(name, 40)}** ${markdown(where)} | ${outcome(environment)} | ${seal} |\n`
}

const HEAD = '| environment | a deploy of this | digest |\n|---|---|---|\n'
const MOST_ROWS = 8

const gravity = ({ blocks, problem, steps, facet = [] }: EnvironmentReview): number => {
  if (blocks.length > 0) return 0
  if (problem !== undefined) return 1
  return steps.length + facet.length > 0 ? 2 : 3
}

const stepItems = (environment: EnvironmentReview): Block[] => {
  const items = [
    ...environment.blocks.map((block) => `blocked: ${clip(block, 600)}`),
    ...environment.steps
      .filter(({ action }) => action !== 'unmanaged')
      .map((step) => `${step.action} ${assetText(step)}: ${clip(step.reason, 300)}`),
    ...(environment.facet ?? []).map((sentence) => clip(sentence, 600)),
  ]
  const text = (item: string): string => `- ${inline(environment.name, 40)}: ${markdown(item)}\n`
  return items.map((item) => ({ text: text(item), rank: 'steps', what: 'step' }))
}

/** A row for each environment, those that are blocked or have no plan first, and the steps folded. */
export const environmentBlocks = (environments: readonly EnvironmentReview[]): Block[] => {
  if (environments.length === 0) return []
  const sorted = [...environments].sort((a, b) => gravity(a) - gravity(b))
  const shown = sorted.slice(0, MOST_ROWS)
  const rest = sorted.slice(MOST_ROWS)
  const blocks: Block[] = [{ text: `${HEAD}${shown.map(row).join('')}\n` }]
  if (rest.length > 0) {
    const children: Block[] = [
      { text: HEAD },
      ...rest.map((one): Block => ({ text: row(one), rank: 'tail', what: 'environment' })),
    ]
    blocks.push(details({ summary: count(rest.length, 'more environment'), children }))
  }
  const steps = sorted.flatMap(stepItems)
  const stepped = sorted.filter((one) => stepItems(one).length > 0).map(({ name }) => clip(name, 40))
  const names = htmlInMarkdown(shortList(stepped, MOST_NAMED))
  if (steps.length > 0) blocks.push(details({ summary: `Step by step: ${names}`, children: steps }))
  return blocks
}
