/** What tests run within the page, as source: what it gives is in each comment. */

/** Opens everything that is folded. */
export const UNFOLD = 'for (const one of document.querySelectorAll("details")) one.open = true'

/** The elements that make the frame of the page. */
export const SHAPE =
  'JSON.stringify([...document.querySelectorAll("h1, h2, main, nav, footer, section")].map((one) => one.tagName + one.id))'

/** A selector for what a text could have become that is not only text. */
export const MADE_OF_TEXT =
  'img, script, iframe, object, [onerror], [onload], [onmouseover], #broken, a:not([href^="#"])'

/** The levels of all headings, in their order. */
export const LEVELS = '[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => Number(one.tagName[1]))'

/** The landmarks, in their order. */
export const LANDMARKS = '[...document.querySelectorAll("body > header, nav, main, footer")].map((one) => one.tagName)'

/** How much lower the first picture after stands than the one before. */
export const LOWER = `{
  const [before, after] = document.querySelectorAll('.pair > figure')
  Math.round(after.getBoundingClientRect().top - before.getBoundingClientRect().top)
}`

/** How many labels are larger than their boxes. */
export const OUTSIDE = `[...document.querySelectorAll('.wireframe .element:has(.label)')].filter((element) => {
  const box = element.getBoundingClientRect()
  const label = element.querySelector('.label').getBoundingClientRect()
  return label.width > box.width + 1 || label.height > box.height + 1
}).length`

/** Everything that is marked by color and has no word for it: boxes, lists below pictures that lack one, tags and badges. */
export const WORDLESS = `{
  const all = (selector) => [...document.querySelectorAll(selector)]
  const word = /added|removed|changed|moved|resized/
  const marked = ':is(.added, .removed, .changed, .moved)'
  const boxes = all('.wireframe .element' + marked + ', .node' + marked)
  const now = 'figure:last-child .element' + marked
  const found = [
    ...boxes.filter((one) => !word.test(one.querySelector('title').textContent)),
    ...all('.sheet').filter((one) => one.querySelectorAll('.told > li').length < one.querySelectorAll(now).length),
    ...all('.told .tag').filter((one) => !word.test(one.textContent.toLowerCase())),
    ...all('.badge, .mark').filter((one) => one.textContent.trim() === ''),
  ]
  boxes.length === 0 ? ['no boxes'] : found.map((one) => one.outerHTML)
}`

/** Tries to run a script and to load a picture, and gives what the policy of the page refused. */
export const REFUSED = `new Promise((resolve) => {
  const refused = []
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    if (refused.push(effectiveDirective) === 2) resolve(refused.sort())
  })
  const script = document.createElement('script')
  script.textContent = 'window.ran = true'
  const image = new Image()
  image.src = 'http://127.0.0.1:9/x.png'
  document.head.append(script, image)
})`
