import { LISTED_KINDS } from '../io/quicksight/list.ts'
import type { CompanySize } from './company.ts'
import { FOLDERS, NAMESPACES } from './people.ts'

/** The service's limits: entries of a page, assets of an export job, jobs at once. */
const LIMITS = { page: 100, arns: 100, concurrent: 5 }

/** An empty list takes a page as well. */
const pages = (entries: number): number => Math.max(1, Math.ceil(entries / LIMITS.page))

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

const listed = (counts: CompanySize): Record<string, number> => ({
  datasource: counts.dataSources,
  dataset: counts.dataSets,
  analysis: counts.analyses,
  dashboard: counts.dashboards,
  folder: FOLDERS,
})

const jobs = (counts: CompanySize): number => Math.ceil(sum(Object.values(listed(counts))) / LIMITS.arns)

/** How often five jobs at once have to be started. */
export const rounds = (counts: CompanySize): number => Math.ceil(jobs(counts) / LIMITS.concurrent)

/** Each job is started and described once, which gives its address; one look for all tells that a round is over. */
const exporting = (counts: CompanySize): number => 2 * jobs(counts) + rounds(counts)

const assignments = 1

const perNamespace = NAMESPACES.map(
  ({ users, groups }) =>
    pages(users) + pages(groups) + groups * pages(Math.ceil(users / groups)) + pages(assignments) + assignments + 1, // its customization
)

/** The account's settings and customization; brands, of which there is one, described; custom permissions. */
const settings = 1 + 1 + (pages(1) + 1) + pages(1)

/**
 * The fewest calls to QuickSight of a full backup, from the limits that are documented. Where no export brings a schedule,
 * nothing but ListRefreshSchedules can tell whether a SPICE dataset has some: then that is asked for each of them.
 */
export const leastCalls = (counts: CompanySize, schedules: boolean): number => {
  const lists = sum(LISTED_KINDS.map((kind) => pages(listed(counts)[kind] ?? 0)))
  const people = pages(NAMESPACES.length) + sum(perNamespace) + settings
  const members = FOLDERS * pages(0)
  return lists + exporting(counts) + (schedules ? 0 : counts.dataSets) + people + members
}
