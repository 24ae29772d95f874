/** What stands in the sections. */
export const parts = `
.badge { display: inline-block; padding: .05rem .5rem; border-radius: 999px; font-size: .8125rem; line-height: 1.5; font-weight: 550; background: var(--raised); color: var(--soft); box-shadow: inset 0 0 0 1px var(--line); white-space: nowrap; }
.badge.breaking, .badge.stop, .badge.removed { background: var(--removed-ground); color: var(--removed); box-shadow: none; }
.badge.security { background: var(--security-ground); color: var(--security); box-shadow: none; }
.badge.added { background: var(--added-ground); color: var(--added); box-shadow: none; }
.badge.changed, .badge.unknown { background: var(--changed-ground); color: var(--changed); box-shadow: none; }
.badge.reached { background: var(--reached-ground); color: var(--reached); box-shadow: none; }
a.badge { text-decoration: underline; }

details > summary { cursor: pointer; color: var(--link); font-size: .9375rem; padding: .25rem 0; width: fit-content; max-width: 100%; }
details > summary:hover { text-decoration: underline; text-underline-offset: .18em; }
details.whole > summary { color: inherit; font-size: inherit; list-style: none; }
details.whole > summary::-webkit-details-marker { display: none; }
details.whole .more { color: var(--link); white-space: nowrap; }
details.whole[open] > summary .more { display: none; }
details.whole[open] > bdi { display: block; padding: .75rem; background: var(--raised); border-radius: 8px; }
.fold { margin-top: .75rem; }
.fold > :not(summary) { margin-top: .75rem; }

.callout { padding: .375rem 1.25rem; border: 1px solid var(--line); border-radius: 12px; background: var(--raised); max-width: 62rem; }
.callout.stop { background: var(--breaking-ground); border-color: transparent; }
.rows > li { padding: .75rem 0; }
.rows > li + li { border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.rows .env { margin-right: .375rem; }
.callout .file { display: block; margin-top: .125rem; opacity: 1; color: inherit; }

table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { text-align: start; vertical-align: top; padding: .75rem 1rem .75rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: .8125rem; padding-top: 0; padding-bottom: .5rem; }
.environments { max-width: 62rem; }
.environments tbody th { font-weight: 600; width: 30%; min-width: 8rem; }
.account { display: block; font-weight: 400; color: var(--soft); font-size: .8125rem; }
a.badge, .outcome { display: block; width: fit-content; margin-bottom: .375rem; }
.account span { display: inline-block; margin-right: .5rem; }
.totals { display: flex; flex-wrap: wrap; gap: .125rem 1rem; }
.total { white-space: nowrap; }
.because { margin-top: .25rem; max-width: 70ch; }
.steps { max-width: 62rem; font-size: .875rem; }
.steps .action { width: 7rem; font-weight: 600; }
.steps tbody th { width: 40%; }
.digest { margin-top: .5rem; color: var(--soft); font-size: .8125rem; }
.lineage { max-width: 62rem; }
.lineage th, .lineage td { padding-block: .5rem; }
.lineage th, .lineage td { width: 36%; }
.lineage td:nth-child(2), .lineage th:nth-child(2) { width: 28%; }

.kicker { color: var(--soft); font-size: .875rem; margin-bottom: .25rem; }
.kind { color: var(--soft); }
h3 .kind { font-weight: 400; }
.then { color: var(--soft); padding-inline: .125rem; }
.card { max-width: 62rem; padding: 1.25rem 1.375rem 1.375rem; border: 1px solid var(--line); border-radius: 12px; }
.card + .card { margin-top: 1rem; }
.card .message { margin-top: .375rem; max-width: 72ch; }
.reason { margin-top: .625rem; max-width: 72ch; color: var(--soft); }
.reason b { font-weight: 600; color: var(--text); }
.who { margin-top: 1rem; padding-top: .875rem; border-top: 1px solid var(--line); }
.who h4 { margin-bottom: .375rem; }
.affected > li + li { margin-top: .5rem; }
.affected .whose { font-weight: 550; }
.affected .whose .kind { font-weight: 400; }
.plain > li { padding: .125rem 0 .125rem 1.125rem; position: relative; }
.plain > li::before { content: ""; position: absolute; left: .125rem; top: .8em; width: .3rem; height: .3rem; border-radius: 50%; background: var(--edge); }
td > .plain > li { padding-left: 0; }
td > .plain > li:first-child { padding-top: 0; }
td > .plain > li::before { content: none; }

.asset { padding: 1.5rem 0; border-top: 1px solid var(--line); }
h2 + .asset { border-top: 0; padding-top: 0; }
.asset h3 { font-size: 1.1875rem; letter-spacing: -.008em; }
.asset .kicker { margin-bottom: .125rem; }
.asset > .quiet { margin-top: .5rem; }
.asset > * + .fold { margin-top: .875rem; }
.above, .pictures { margin-top: .75rem; font-size: .9375rem; }
.changes { margin-top: 1rem; display: grid; gap: 1rem; max-width: 62rem; }
.change { display: grid; grid-template-columns: 1.5rem minmax(0, 1fr); gap: .625rem; }
.mark { display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: 6px; font-weight: 700; line-height: 1; background: var(--changed-ground); color: var(--changed); }
.mark.added { background: var(--added-ground); color: var(--added); }
.mark.removed { background: var(--removed-ground); color: var(--removed); }
.mark.moved, .mark.renamed { background: var(--moved-ground); color: var(--moved); }
.change .place { font-size: .875rem; color: var(--soft); }
.change .place .name { color: var(--text); }
.change .reason { margin-top: .125rem; font-size: .9375rem; }

.values { display: flex; flex-wrap: wrap; gap: .375rem 1.75rem; margin-top: .5rem; }
.values > div { display: flex; gap: .625rem; align-items: baseline; }
.values > .wide { display: block; flex: 1 1 20rem; min-width: 0; }
.values dt { color: var(--soft); font-size: .8125rem; flex: none; }
.values .wide dt { margin-bottom: .25rem; }
.values .entries { display: inline-flex; flex-wrap: wrap; gap: .375rem; }
.values .entries mark { color: inherit; background: none; font-weight: 700; text-decoration: underline; text-underline-offset: .2em; }
.values code { padding: .1rem .375rem; border-radius: 5px; background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.values pre { white-space: pre-wrap; padding: .625rem .75rem; border-radius: 8px; background: var(--raised); border: 1px solid var(--line); font-family: inherit; font-size: .9375rem; }
.swatch { width: .9rem; height: .9rem; margin-right: .375rem; vertical-align: -.1em; }
.swatch rect { stroke: var(--edge); stroke-width: 1; }

.diff { margin-top: .625rem; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; line-height: 1.55; tab-size: 4; padding: .375rem 0; background: var(--raised); }
.diff > * { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); gap: .375rem; padding-inline: .625rem; text-decoration: none; }
.diff .code { grid-column: 2; white-space: pre-wrap; }
.diff .sign { grid-column: 1; user-select: none; font-weight: 700; }
.diff ins { background: var(--added-ground); }
.diff del { background: var(--removed-ground); }
.diff ins .sign { color: var(--added); }
.diff del .sign { color: var(--removed); }
.diff mark { color: inherit; border-radius: 3px; background: var(--ins-mark); }
.diff del mark { background: var(--del-mark); }
.diff .skipped { display: block; color: var(--soft); padding-block: .125rem; padding-left: 2.25rem; }
`
