import { expect, test } from 'vitest'
import type { LineageNode } from '../../model/review.ts'
import { exampleReview } from './example.ts'
import { lineageSection } from './lineage.ts'
import { layersOf, lineageGraph } from './lineage-graph.ts'

const node = (kind: string, id: string, ...needs: string[]): LineageNode => ({
  kind,
  id,
  name: id,
  state: 'reached',
  needs,
})

const names = (nodes: readonly LineageNode[]): string[][] => layersOf(nodes).map((layer) => layer.map(({ id }) => id))

test('what is built on something stands behind all of it', () => {
  expect(
    names([
      node('dashboard', 'c', 'dataset:b', 'datasource:a'),
      node('dataset', 'b', 'datasource:a'),
      node('datasource', 'a'),
      node('theme', 't'),
    ]),
  ).toEqual([['a', 't'], ['b'], ['c']])
})

test('assets that need each other, or what is not told of, are no trouble', () => {
  const nodes = [node('dataset', 'a', 'dataset:b', 'dataset:a'), node('dataset', 'b', 'dataset:a', 'dataset:gone')]
  expect(names(nodes).flat().sort()).toEqual(['a', 'b'])
  expect(lineageGraph(nodes).html).toContain('<path class="edge"')
})

test('the picture draws an edge for each need that is in it', () => {
  const edges = lineageGraph(exampleReview.lineage).html.match(/class="edge"/g)
  expect(edges).toHaveLength(9)
})

test('a large lineage is a table without a picture, its end folded, nothing left out', () => {
  const lineage = Array.from({ length: 100 }, (_, i) => node('dashboard', `sales-${i}`, 'dataset:orders'))
  const html = lineageSection({ ...exampleReview, lineage })?.body.html ?? ''
  expect(html).not.toContain('class="graph"')
  expect(html).toContain('<summary>70 more reached assets</summary>')
  expect(html.match(/<th scope="row">/g)).toHaveLength(100)
})

const changed = exampleReview.lineage.filter(({ state }) => state !== 'reached')

test('says how many assets are reached, or that none are', () => {
  expect(lineageSection(exampleReview)).toMatchObject({ count: 2 })
  expect(lineageSection(exampleReview)?.body.html).toContain('<b>2 assets</b>')
  expect(lineageSection({ ...exampleReview, lineage: changed })?.body.html).toContain(
    'Nothing beyond the changed assets',
  )
})

test('what is reached is in the open, what changed is folded below it', () => {
  const [open = '', folded = ''] = lineageSection(exampleReview)?.body.html.split('<details') ?? []
  expect(open.match(/<th scope="row">/g)).toHaveLength(2)
  expect(folded).toContain('5 changed assets, and what they are built on')
  expect(folded.match(/<th scope="row">/g)).toHaveLength(5)
})

test('changed assets that are built on nothing are not told again', () => {
  const alone = changed.map((one) => ({ ...one, needs: [] }))
  expect(lineageSection({ ...exampleReview, lineage: alone })?.body.html).not.toContain('<table')
})
