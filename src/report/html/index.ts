import type { Review } from '../../model/review.ts'
import { assetsSection } from './assets.ts'
import { environmentsSection } from './environments.ts'
import { graveSection } from './grave.ts'
import { lineageSection } from './lineage.ts'
import { page } from './page.ts'
import { sheetsSection } from './sheets.ts'
import { notesSection, stopsSection } from './stops.ts'

/** What a reviewer reads, in this order; what is empty is left out. */
const SECTIONS = [
  stopsSection,
  graveSection,
  environmentsSection,
  notesSection,
  assetsSection,
  lineageSection,
  sheetsSection,
]

/**
 * A review as one HTML document, complete in itself: no script, no request, light and dark, for a phone, a printer and a
 * screen reader. Whatever text the review holds stays text.
 */
export const reviewHtml = (review: Review): string =>
  page(
    review,
    SECTIONS.map((section) => section(review)).filter((section) => section !== undefined),
  ).html
