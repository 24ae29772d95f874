/** Type, spacing, and the frame of the page. */
export const base = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
body {
  margin: 0 auto; max-width: 92rem; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 3.5rem) 3rem;
  background: var(--ground); color: var(--text);
  font: 400 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums;
}
h1, h2, h3, h4, p, ul, dl, dd, figure, pre { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.9vw, 2.375rem); line-height: 1.2; font-weight: 650; letter-spacing: -.018em; max-width: 34ch; text-wrap: balance; }
h1 bdi { display: block; }
h1 .troubles { display: block; margin-top: .5rem; font-size: clamp(1.0625rem, 1rem + .4vw, 1.25rem); line-height: 1.4; font-weight: 500; letter-spacing: 0; color: var(--changed); }
h1 .troubles.stopped { color: var(--breaking); }
h1 .troubles::first-letter { text-transform: uppercase; }
h2 { font-size: 1.375rem; line-height: 1.25; font-weight: 650; letter-spacing: -.012em; margin-bottom: 1.25rem; }
h3 { font-size: 1.0625rem; line-height: 1.4; font-weight: 600; }
h4 { font-size: .875rem; font-weight: 600; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
code, pre, .diff { font-family: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; font-size: .875em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.symbols { position: absolute; }
.skip { position: absolute; left: 1rem; top: -6rem; padding: .5rem .875rem; background: var(--ground); border-radius: 6px; z-index: 1; }
.skip:focus { top: 1rem; }
.quiet, .spot { color: var(--soft); }

.top { padding-bottom: 2.25rem; border-bottom: 1px solid var(--line); }
.eyebrow { color: var(--soft); font-size: .875rem; margin-bottom: .625rem; }
.refs { margin-top: .875rem; color: var(--soft); font-size: .9375rem; }
.ref bdi { color: var(--text); }
.ref .commit, .ref .commit bdi { color: var(--soft); }
.counts { display: grid; grid-template-columns: repeat(4, minmax(0, 10rem)); gap: .75rem; margin-top: 1.75rem; }
.counts li > * { display: block; height: 100%; padding: .75rem 1rem; border-radius: 10px; border: 1px solid var(--line); background: var(--raised); color: var(--soft); text-decoration: none; font-size: .9375rem; line-height: 1.35; }
.counts b { display: block; font-size: 1.625rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; color: var(--text); }
.counts a:hover { border-color: var(--edge); }
.counts .none b { font-weight: 400; color: var(--soft); }
.counts .breaking a { background: var(--breaking-ground); border-color: transparent; }
.counts .breaking a, .counts .breaking b { color: var(--breaking); }
.counts .security a { background: var(--security-ground); border-color: transparent; }
.counts .security a, .counts .security b { color: var(--security); }

.columns { display: grid; grid-template-columns: minmax(0, 1fr); }
nav { padding: 1.25rem 0 0; font-size: .9375rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
nav a { display: inline-block; padding: .25rem 0; }
nav .number { color: var(--soft); }
section { padding-top: 2.75rem; }
section section { padding-top: 1rem; }
footer { margin-top: 4rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
.nothing { padding-top: 2.5rem; font-size: 1.125rem; }

@media (max-width: 40rem) {
  .counts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; }
  .counts li > * { padding: .5rem .875rem; }
}
@media (min-width: 72rem) {
  .columns { grid-template-columns: 12.5rem minmax(0, 1fr); column-gap: 4rem; }
  nav { padding-top: 2.75rem; }
  nav ul { display: block; position: sticky; top: 1.5rem; }
  nav a { display: flex; justify-content: space-between; gap: 1rem; padding: .375rem 0; color: var(--text); text-decoration: none; }
  nav a:hover { text-decoration: underline; }
}
`
