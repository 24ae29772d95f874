/** Wireframes and the graph of the lineage. What became of a box shows in its line and its label, not in its color alone. */
export const pictures = `
.legend { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; margin-bottom: 1.5rem; font-size: .875rem; }
.legend h3 { font-size: .875rem; }
.legend ul { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; }
.legend li { display: flex; gap: .5rem; align-items: center; }
.sheet { padding: 1.75rem 0; border-top: 1px solid var(--line); }
.legend + .sheet { border-top: 0; padding-top: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.25rem 1.5rem; margin: .875rem 0 1rem; }
figcaption { color: var(--soft); font-size: .875rem; margin-bottom: .375rem; }
.missing { display: grid; place-items: center; min-height: 8rem; height: calc(100% - 2rem); border: 1px dashed var(--edge); border-radius: 10px; color: var(--soft); padding: 1rem; text-align: center; }
.wireframe { display: block; width: 100%; height: auto; aspect-ratio: var(--w) / calc(var(--h) * var(--rise, 1)); min-height: 5rem; background: var(--raised); border: 1px solid var(--line); border-radius: 10px; padding: 3px; }
.element .box { width: calc(100% - 4px); height: calc(100% - 4px); fill: var(--ground); stroke: var(--edge); stroke-width: 1; }
.element.added .box { fill: var(--added-ground); stroke: var(--added); stroke-width: 2.5; }
.element.removed .box { fill: url(#hatch); stroke: var(--removed); stroke-width: 2; stroke-dasharray: 7 4; }
.element.changed .box { fill: var(--changed-ground); stroke: var(--changed); stroke-width: 1.5; }
.element.moved .box { fill: var(--moved-ground); stroke: var(--moved); stroke-width: 2; stroke-dasharray: 1.5 3.5; stroke-linecap: round; }
#hatch path { stroke: var(--removed); stroke-width: 1; opacity: .35; }
.glyph { overflow: visible; fill: none; stroke: var(--soft); stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round; opacity: .55; }
.label { padding: 5px 8px; font-size: 11.5px; line-height: 1.3; color: var(--text); height: 100%; overflow: hidden; }
.label .title { font-weight: 550; }
.label .what { color: var(--soft); }
.label.low { padding: 0 7px; display: grid; align-content: center; }
.label.low > div { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.label.thin { font-size: 9px; line-height: 1.05; }
.label.narrow > div, .label.narrow .what { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tag { display: inline-block; font-size: .8125rem; font-weight: 650; white-space: nowrap; }
.label .tag { font-size: 1em; display: block; white-space: normal; overflow-wrap: normal; }
.label.low .tag, .label.narrow .tag { display: inline; white-space: nowrap; }
.added > .tag, .added .label .tag, .tag.added { color: var(--added); }
.removed .label .tag, .tag.removed { color: var(--removed); }
.changed .label .tag, .tag.changed { color: var(--changed); }
.moved .label .tag, .tag.moved { color: var(--moved); }
.removed .label:not(.thin) .title { text-decoration: line-through; }
.told > li { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: .5rem; align-items: baseline; padding: .1875rem 0; font-size: .9375rem; }
.sheet > .quiet { font-size: .875rem; margin-top: .375rem; }

.lead { margin-bottom: 1rem; }
.graph { overflow-x: auto; padding: .25rem .25rem 1rem; margin-bottom: 1rem; max-width: 62rem; }
.graph > svg { display: block; width: 100%; height: auto; }
.edge { fill: none; stroke: var(--edge); stroke-width: 1.5; }
.node .box { fill: var(--ground); stroke: var(--edge); }
.node .label { display: grid; align-content: center; padding: 0 12px; }
.node .title, .node .what { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.node .title { font-size: 13px; font-weight: 600; }
.node .what { font-size: 11.5px; }
.node .what b { font-weight: 600; }
.node.added .box { fill: var(--added-ground); stroke: var(--added); stroke-width: 2; }
.node.removed .box { fill: var(--removed-ground); stroke: var(--removed); stroke-dasharray: 6 4; }
.node.changed .box { fill: var(--changed-ground); stroke: var(--changed); }
.node.reached .box { fill: var(--reached-ground); stroke: var(--reached); stroke-dasharray: 2 3; }
.node.added .what b { color: var(--added); }
.node.removed .what b { color: var(--removed); }
.node.changed .what b { color: var(--changed); }
.node.reached .what b { color: var(--reached); }

@media (max-width: 40rem) {
  .told > li { grid-template-columns: minmax(0, 1fr); gap: 0; padding: .3125rem 0; }
}
@media (max-width: 60rem) {
  .wireframe { --rise: 1.35; }
  .label { font-size: 10px; padding: 4px 5px; }
  .label.thin { font-size: 8.5px; }
  .label.slim { font-size: 9px; padding: 4px; }
  .label.slim:not(.narrow) .title, .label.slim .what { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .glyph { display: none; }
}
@media print {
  :root { color-scheme: light; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  .columns { display: block; }
  nav, .skip { display: none; }
  section { padding-top: 1.25rem; }
  .card, .change, figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details:not(.cosmetic)::details-content { content-visibility: visible; display: block; height: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (forced-colors: active) {
  .element .box, .node .box, .edge { stroke: CanvasText; fill: Canvas; }
  .badge, .mark { border: 1px solid; }
}
`
