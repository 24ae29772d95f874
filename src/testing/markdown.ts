/** Lines outside of fences; fails when a fence or a fold is not closed, or is closed by what is in it. */
export const outsideFences = (text: string): string[] => {
  const lines: string[] = []
  let fence = ''
  let depth = 0
  for (const line of text.split('\n')) {
    const ticks = /^`{3,}/.exec(line)?.[0] ?? ''
    if (fence !== '') {
      if (line === fence) fence = ''
      continue
    }
    if (ticks !== '') {
      fence = ticks
      continue
    }
    if (line.startsWith('<details>')) depth += 1
    if (line.startsWith('</details>')) depth -= 1
    if (depth < 0) throw new Error(`nothing is open at ${line}`)
    lines.push(line)
  }
  if (fence !== '' || depth !== 0) throw new Error(`a fence (${fence}) or ${depth} folds are left open`)
  return lines
}
