import { markdown, plain } from '../model/escape.ts'
import type { FacetChange } from '../model/facet.ts'
import type { Plan, Unit } from '../model/plan.ts'
import { isError, type Problem } from '../model/problem.ts'
import { facetMarkdown, facetText } from './facet.ts'
import { planTotals } from './plan.ts'
import { columns, count } from './words.ts'

/** What a deploy did: only what was proven to be live counts as created or updated. */
export type Deployed = {
  plan: Plan
  created: readonly Unit[]
  updated: readonly Unit[]
  recorded: readonly Unit[]
  /** SPICE datasets whose data was loaded anew. */
  refreshed: readonly Unit[]
  /** Gone, as the service says itself. */
  deleted: readonly Unit[]
  /** Permissions, tags and folders that were changed. */
  facet: readonly FacetChange[]
  problems: Problem[]
  /** The file that keeps what was live before, when something was overwritten. */
  undoBundle: string | undefined
  /** The file that says what was done, when anything was: what `undo` takes back. */
  undoRecord: string | undefined
  /** Whether `undo` can take anything of it back; what only shared, it cannot. */
  undoable: boolean
}

const verdict = (deployed: Deployed): string => {
  const { plan, created, updated, recorded, refreshed, deleted, facet, problems } = deployed
  const errors = problems.filter(isError).length
  if (plan.blocks.length > 0) return `Nothing was written to ${plan.environment}`
  const did = [
    created.length > 0 ? `${created.length} created` : '',
    updated.length > 0 ? `${updated.length} updated` : '',
    recorded.length > 0 ? `${recorded.length} recorded` : '',
    refreshed.length > 0 ? `${refreshed.length} refreshed` : '',
    deleted.length > 0 ? `${deleted.length} deleted` : '',
    facet.length > 0
      ? `${count(facet.length, 'permission, tag or folder', 'permissions, tags and folders')} changed`
      : '',
  ].filter(Boolean)
  const written = did.length > 0 ? did.join(', ') : 'nothing to do'
  return errors > 0
    ? `Deploy to ${plan.environment} is incomplete: ${written}, ${count(errors, 'problem')}`
    : `Deployed to ${plan.environment}: ${written}`
}

const isEmpty = ({ kind, assets }: Unit): boolean => kind === 'dataset' && assets[0]?.body.importMode === 'SPICE'

const isShared = (dashboard: string, facet: readonly FacetChange[]): boolean =>
  facet.some(
    ({ what, asset }) => asset.id === dashboard && asset.kind === 'dashboard' && /^(grant|link|join)$/.test(what),
  )

/** What a person has to do next, because QuickSight does not do it by itself. */
const nextSteps = ({ created, refreshed, facet }: Deployed): string[] => [
  ...created
    .filter((unit) => isEmpty(unit) && !refreshed.some(({ id }) => id === unit.id))
    .map(({ id, name }) => `Dataset "${name}" (${id}) is new and holds no data yet: start a refresh in QuickSight.`),
  ...created
    .filter(({ kind, id }) => kind === 'dashboard' && !isShared(id, facet))
    .map(
      ({ id, name }) =>
        `Dashboard "${name}" (${id}) is new and seen by its owners only: share it in QuickSight, or by \`permissions\` in the environment file.`,
    ),
]

const listed = (title: string, units: readonly Unit[]): string =>
  units.length === 0 ? '' : `${title}\n${columns(units.map(({ kind, id, name }) => [kind, id, plain(name)]))}`

/** A deploy's result for a terminal. Problems are printed apart. */
export const deployText = (deployed: Deployed): string => {
  const next = nextSteps(deployed)
    .map((line) => `  ${plain(line)}\n`)
    .join('')
  const { undoBundle, undoable, plan } = deployed
  const kept = undoBundle === undefined ? '' : `What was live before is kept in ${undoBundle}\n`
  const undo = undoable ? `To take this deploy back: quicksight-gitops undo --env ${plan.environment}\n` : ''
  return [
    listed('Created', deployed.created),
    listed('Updated', deployed.updated),
    listed('Recorded', deployed.recorded),
    listed('Refreshed', deployed.refreshed),
    listed('Deleted', deployed.deleted),
    facetText(deployed.facet),
    next === '' ? '' : `Next\n${next}`,
    kept,
    undo,
    `${verdict(deployed)}. Plan: ${planTotals(deployed.plan)}\n`,
  ].join('')
}

const table = (title: string, units: readonly Unit[]): string =>
  units.length === 0
    ? ''
    : `**${title}**\n\n| name | kind | id |\n|---|---|---|\n${units.map(({ kind, id, name }) => `| ${markdown(name)} | ${kind} | ${markdown(id)} |\n`).join('')}\n`

/** A deploy's result for a job summary. */
export const deployMarkdown = (deployed: Deployed): string => {
  const problems = deployed.problems.map(({ severity, message }) => `- ${severity}: ${markdown(message)}\n`).join('')
  const next = nextSteps(deployed)
    .map((line) => `- ${markdown(line)}\n`)
    .join('')
  return [
    `### ${markdown(verdict(deployed))}\n\n`,
    problems === '' ? '' : `${problems}\n`,
    table('Created', deployed.created),
    table('Updated', deployed.updated),
    table('Recorded', deployed.recorded),
    table('Refreshed', deployed.refreshed),
    table('Deleted', deployed.deleted),
    facetMarkdown(deployed.facet),
    next === '' ? '' : `**Next**\n\n${next}\n`,
    `Plan: ${planTotals(deployed.plan)}\n`,
  ].join('')
}
