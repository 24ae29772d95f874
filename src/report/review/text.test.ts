import { expect, test } from 'vitest'
import { believableReview, changeOf, environmentOf, hugeReview, reviewOf } from '../../testing/reviews.ts'
import { reviewText } from './text.ts'

test('a review reads from the gravest change of each asset to the verdict', () => {
  expect(reviewText(believableReview())).toBe(`Orders (dataset orders)
  Breaking: column "region": column "region" is gone
      why: it is still used
      affects: dashboard "Sales overview" › sheet "Overview" › bar chart "Revenue by region"
      affects: dashboard "Operations"
  Security: row-level security is no longer applied
      why: everyone who may open the dataset sees all of its rows
  table "orders": SQL changed
        SELECT
      -   region,
      +   sales_region,
          amount
        FROM orders
  SPICE instead of direct query

Sales overview (dashboard sales)
  sheet "Overview" › visual "Revenue": line chart instead of bar chart
      also: analysis "Sales overview"
  sheet "Overview" › visual "Revenue": AVERAGE instead of SUM of amount

Returns (dashboard returns)
  added, with 3 sheets

Cosmetic changes
  dashboard "Sales overview" › sheet "Overview" › visual "Revenue": moved 2 columns to the right
  dashboard "Sales overview" › sheet "Overview": background #ffffff → #f5f5f5

Reached, not changed
  dashboard "Operations"

Environments
  prod (account 444455556666, eu-west-1): 1 to create, 2 to update and 14 unchanged
    create dashboard "Returns": not live
    update dataset "Orders": changed in git
    update dashboard "Sales overview": changed in git
    digest a1b2c3d4
  test (account 444455556666, eu-west-1): no plan: no credentials here

In the files
  error: column "region" is used and is gone (assets/dashboard/sales.json:212)

Notes
  The analysis "Sales overview" is ahead of its dashboard.

1 breaking, 1 security, 5 notable and 2 cosmetic changes in 4 assets; no plan for test; 1 error in the files
`)
})

test('of nothing is one line', () => {
  expect(reviewText(reviewOf())).toBe('No changes\n')
})

test('leaves nothing out, however much there is', () => {
  const review = hugeReview(30, 40)
  const text = reviewText(review)
  for (const { message } of review.changes) expect(text).toContain(`${message}\n`)
})

test('an environment says what it is stopped by', () => {
  const text = reviewText(
    reviewOf({ environments: [environmentOf('prod', { blocks: ['edited there'], unchanged: 2 })] }),
  )
  expect(text).toContain('  prod (account 444455556666, eu-west-1): 2 unchanged\n    blocked: edited there\n')
})

test('names of other people start no line and no command, and steer no terminal', () => {
  for (const name of ['::error::x', 'a\n::error::x', '##[add-mask]x', '\u001b[2J', '\u202e\u200f']) {
    const asset = { kind: 'dashboard', id: name, name }
    const text = reviewText(
      reviewOf({
        changes: [
          changeOf('notable', name, { asset, reason: name, lines: [{ sign: ' ', text: name }] }),
          changeOf('cosmetic', name, { asset }),
        ],
        environments: [environmentOf(name, { steps: [{ ...asset, action: 'update', reason: name }], problem: name })],
        problems: [{ severity: 'warning', message: name, file: name }],
        notes: [name],
        lineage: [{ ...asset, state: 'reached', needs: [] }],
      }),
    )
    expect(text).not.toMatch(/^\s*::|##\[/m)
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202e\u200f]/u)
  }
})
