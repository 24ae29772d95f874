import { expect, test } from 'vitest'
import { environmentOf, reviewOf } from '../../testing/reviews.ts'
import { reviewHtml } from '../html/index.ts'
import { reviewMarkdown } from './markdown.ts'
import { reviewText } from './text.ts'

const WORDS = 'group sales (default) may now view dashboard "<b>Sales</b>" (sales)'
const review = reviewOf({ environments: [environmentOf('prod', { steps: [], facet: [WORDS] })] })

test('a change of permissions is told in every form of a review, as text and never as markup', () => {
  const text = reviewText(review)
  expect(text).toContain('prod (account 444455556666, eu-west-1): 1 change of permissions, tags and folders\n')
  expect(text).toContain(`    ${WORDS}\n`)
  const comment = reviewMarkdown(review, { limit: 60_000 })
  expect(comment).toContain('group sales \\(default\\) may now view dashboard')
  const page = reviewHtml(review)
  expect(page).toContain('<b>1</b> shared, tagged or moved')
  expect(page).toContain('may now view dashboard')
  expect(page).not.toContain('Nothing to do')
  for (const form of [comment, page]) expect(form).not.toContain('<b>Sales</b>')
})
