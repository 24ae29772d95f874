/** An export's view of the files in git. `live`: how many of their assets the account lists, or may have unseen. */
export type Losses = { inGit: number; live: number; gone: readonly string[]; account: string; region: string }

const FEW = 5
const NAMED = 20

const named = (files: readonly string[]): string =>
  files.slice(0, NAMED).join(', ') + (files.length > NAMED ? ` and ${files.length - NAMED} more` : '')

/**
 * Why an export must not go on, or undefined: none of the files' assets is live, or more than half of at least five
 * files would go at once. Both are what a wrong account or region looks like, where every asset is truly not found.
 */
export const lossFault = ({ inGit, live, gone, account, region }: Losses): string | undefined => {
  const place = `account ${account}, region ${region}`
  if (inGit > 0 && live === 0) {
    const whose = inGit === 1 ? 'The only asset in git is not' : `None of the ${inGit} assets in git is`
    return `${whose} live in ${place}. Is that the right place? Nothing was written or removed. Correct account and region (environments/*.yaml, AWS_REGION), or, if it all was deleted there, delete the files with \`git rm\`, commit, and export again`
  }
  if (inGit < FEW || gone.length * 2 <= inGit) return undefined
  return `${gone.length} of the ${inGit} assets in git are gone from ${place}, more than an export removes at once. Is that the right place? Nothing was written or removed. If they were deleted there, delete their files with \`git rm\`, commit, and export again: ${named(gone)}`
}
