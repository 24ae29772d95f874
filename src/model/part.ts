import type { Part } from './change.ts'

/** What the name of a visual without a title begins with: it is called by what it shows, `KPI of sum of Revenue`. */
export const SHOWING = 'of '

/** A part of a place in words, its name in quotes: `bar chart "Revenue"`, `KPI of sum of Revenue`, `text box`. */
export const partText = ({ what, name }: Part): string => {
  if (name === '') return what
  return name.startsWith(SHOWING) ? `${what} ${name}` : `${what} "${name}"`
}
