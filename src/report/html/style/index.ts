import { base } from './base.ts'
import { colors } from './colors.ts'
import { parts } from './parts.ts'
import { pictures } from './pictures.ts'

/** The style sheet of the page. */
export const style = `${colors}${base}${parts}${pictures}`
