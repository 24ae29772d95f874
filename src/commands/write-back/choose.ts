import { matcherOf, patternFault } from '../../environment/patterns.ts'
import { type AssetRef, describeAsset, refKey } from '../../model/asset.ts'
import type { Environment } from '../../model/environment.ts'
import { UserError } from '../../model/errors.ts'
import { plain } from '../../model/escape.ts'
import { type Step, unitRead } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { ownerOf } from '../../planning/state-tag.ts'
import { assetPath } from '../../tree/paths.ts'
import { DELETED_SINCE, type PlanWork } from '../make-plan.ts'

/** What is written back, and what is not: problems for single assets, `notes` for many of a kind. */
export type Choice = { write: Step[]; problems: Problem[]; notes: string[]; isSelected: (step: Step) => boolean }

/** What it is chosen by. `inGit`: how git calls an asset of the environment; `patterns`: what --select names. */
export type Ground = { environment: Environment; inGit: (ref: AssetRef) => AssetRef; patterns: readonly string[] }

type Asked = { isSelected: (step: Step) => boolean; isNamed: (step: Step) => boolean }

const EVERYTHING = ['*', '*:*']

/** An asset is named by its id there or by the one in git. */
const namedBy = (pattern: string, inGit: Ground['inGit']): ((step: Step) => boolean) => {
  const matches = matcherOf(pattern)
  return (step) => matches(step) || matches(inGit(step))
}

const askedBy = ({ patterns, inGit }: Ground): Asked => {
  const fault = patterns.map((text) => patternFault(text.replace(/^!/, ''))).find((found) => found !== undefined)
  if (fault !== undefined) throw new UserError(`--select ${fault}`)
  const rules = patterns.map((text) => ({ text, matches: namedBy(text.replace(/^!/, ''), inGit) }))
  const lastFor = (step: Step): string | undefined => rules.findLast(({ matches }) => matches(step))?.text
  const isIn = (text: string | undefined): text is string => text !== undefined && !text.startsWith('!')
  return {
    isSelected: (step) => patterns.length === 0 || isIn(lastFor(step)),
    isNamed: (step) => {
      const last = lastFor(step)
      return isIn(last) && !EVERYTHING.includes(last)
    },
  }
}

const unmatched = ({ patterns, inGit, environment: { name } }: Ground, steps: readonly Step[]): Problem[] =>
  patterns
    .filter((text) => !text.startsWith('!') && !EVERYTHING.includes(text) && !steps.some(namedBy(text, inGit)))
    .map((text) => ({ severity: 'error', message: `${JSON.stringify(text)} names nothing that is live in ${name}` }))

const about = (step: Step, severity: Problem['severity'], words: string): Problem => ({
  severity,
  message: `${describeAsset(step)} ${words}`,
  ref: { kind: step.kind, id: step.id },
})

type Verdict = 'write' | 'service' | 'nobody' | 'new' | 'nothing' | Problem

const driftVerdict = (step: Step, isNamed: boolean): Verdict => {
  if (step.failed) {
    return about(
      step,
      'error',
      'is not written back: its last change failed in QuickSight, and what is live may be half of it. Look at it there',
    )
  }
  return step.addedOnly && !isNamed ? 'service' : 'write'
}

const goneVerdict = (step: Step, { environment: { name }, inGit }: Ground): Verdict =>
  about(
    step,
    'warning',
    `is gone from ${name} and stays in git, so the next deploy makes it again. To let it go, remove ${assetPath(inGit(step))}`,
  )

const verdictOf = (step: Step, isNamed: boolean, ground: Ground, work: PlanWork): Verdict => {
  const { name } = ground.environment
  const isWanted = work.desired.has(`${step.kind}:${step.id}`)
  if (step.action === 'drift' || step.action === 'conflict') return driftVerdict(step, isNamed)
  if (step.action === 'collision') return isNamed ? 'write' : 'nobody'
  const owner = ownerOf(work.live.units.get(refKey(step))?.tags ?? [])
  if (step.action === 'unmanaged' && owner !== undefined && owner !== work.owner) {
    return isNamed
      ? about(step, 'error', `is not written back: it belongs to ${plain(owner)}, by its gitops:owner tag`)
      : 'nothing'
  }
  if (step.action === 'unmanaged') {
    if ((unitRead(work.live.units, step)?.assets.length ?? 0) === 0) return 'nothing'
    return isNamed ? 'write' : 'new'
  }
  if (step.action === 'foreign' && isNamed) {
    return about(step, 'error', 'is not written back: its gitops:owner tag says that it belongs to another repository')
  }
  if (step.action === 'edited') {
    return about(
      step,
      'warning',
      `was edited in ${name} and is not written back, because its file is gone or \`select\` leaves it out. Put it back in git to keep the edit`,
    )
  }
  if (step.action === 'wait' && isWanted) {
    return about(step, 'error', 'is being changed in QuickSight at this moment. Run again when that is over')
  }
  const isGone = step.action === 'restore' || (step.action === 'create' && step.reason === DELETED_SINCE)
  return isGone && !work.live.unlisted.includes(step.kind) ? goneVerdict(step, ground) : 'nothing'
}

const FEW = 5

const some = (steps: readonly Step[]): string => {
  const names = steps.slice(0, FEW).map(({ kind, id }) => `${kind}:${id}`)
  return names.join(', ') + (steps.length > FEW ? ` and ${steps.length - FEW} more` : '')
}

const NOTES: Readonly<Record<'service' | 'nobody' | 'new', (steps: readonly Step[], name: string) => string>> = {
  service: (steps) =>
    `Not written, because they only have more than git asks for, which looks like the service: ${some(steps)}. Name them with --select to write that too`,
  nobody: (steps) =>
    `Not written, because they differ from git and belong to nobody yet: ${some(steps)}. Name them with --select to write them`,
  new: (steps, name) =>
    `Live in ${name} and not in git, left alone: ${some(steps)}. Name them with --select to add them`,
}

/**
 * Which units of an environment are written back: those edited there. What nobody of us made, what belongs to nobody, and
 * what the service seems to have added only where a pattern names it. @throws UserError for a pattern that is none.
 */
export const choose = (work: PlanWork, ground: Ground): Choice => {
  const { environment } = ground
  const { isSelected, isNamed } = askedBy(ground)
  const { steps } = work.plan
  const verdicts = steps
    .filter(isSelected)
    .map((step) => ({ step, verdict: verdictOf(step, isNamed(step), ground, work) }))
  const of = (verdict: Verdict): Step[] => verdicts.filter((one) => one.verdict === verdict).map(({ step }) => step)
  const kinds = (['service', 'nobody', 'new'] as const).filter((verdict) => of(verdict).length > 0)
  return {
    write: of('write'),
    problems: [
      ...unmatched(ground, steps),
      ...verdicts.flatMap(({ verdict }) => (typeof verdict === 'object' ? [verdict] : [])),
    ],
    notes: kinds.map((verdict) => NOTES[verdict](of(verdict), environment.name)),
    isSelected,
  }
}
