import { expect, test } from 'vitest'
import { believableReview, changeOf, reviewOf } from '../../testing/reviews.ts'
import { annotationsOf } from './annotations.ts'

test('breaking and security changes are warnings at the files they were made in', () => {
  const annotations = annotationsOf(believableReview(), ({ kind, id }) => `assets/${kind}/${id}.json`)
  expect(annotations).toEqual([
    {
      severity: 'warning',
      message:
        'Breaking: dataset "Orders" › column "region": column "region" is gone (it is still used); affects dashboard "Sales overview" › sheet "Overview" › bar chart "Revenue by region" and dashboard "Operations"',
      ref: { kind: 'dataset', id: 'orders' },
      place: { file: 'assets/dataset/orders.json' },
    },
    {
      severity: 'warning',
      message:
        'Security: dataset "Orders": row-level security is no longer applied (everyone who may open the dataset sees all of its rows)',
      ref: { kind: 'dataset', id: 'orders' },
      place: { file: 'assets/dataset/orders.json' },
    },
  ])
})

test('without a file they have no place, and they are not longer than an annotation is read', () => {
  const changes = [changeOf('breaking', 'x'.repeat(5_000))]
  const [annotation] = annotationsOf(reviewOf({ changes }), () => undefined)
  expect(annotation).not.toHaveProperty('place')
  expect(annotation?.message).toHaveLength(1_500)
})
