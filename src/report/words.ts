/** `1 asset`, `2 assets`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`

/** Lines of columns, padded to the widest cell; the last column is left as it is. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')
  return rows.map((row) => `  ${line(row)}\n`).join('')
}

/** Text of at most so many bytes, cut at the end of a line, and saying so. What matters most stands first. */
export const capped = (text: string, bytes: number): string => {
  const whole = Buffer.from(text)
  if (whole.length <= bytes) return text
  const head = whole.subarray(0, bytes - 200).toString('utf8')
  return `${head.slice(0, head.lastIndexOf('\n') + 1)}\n**Cut here, because it is too long for this place; the log holds all of it.**\n`
}
