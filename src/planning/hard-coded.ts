import { type Asset, describeAsset } from '../model/asset.ts'
import type { Problem } from '../model/problem.ts'

/** Account ids in full ARNs, and addresses of the QuickSight console, inside SQL, text or links. */
const PATTERN =
  /arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):|https:\/\/[\w.-]*quicksight\.(?:aws\.amazon|amazonaws)\.com[^\s"\\]*/g

const MOST = 3

/** Whether a match is the value of an ARN member, which the overlay can set and the plan checks. */
const isArnMember = (line: string): boolean => /^\s*("(\w*Arns?|principals?)":\s*)?"arn:[^"]*",?$/.test(line)

/** What an asset's file holds that will be the same in every environment: warnings with their lines. */
export const findHardCoded = (asset: Asset, text: string, file: string): Problem[] => {
  if (text.search(PATTERN) < 0) return []
  const found = text.split('\n').flatMap((line, i) => {
    const match = new RegExp(PATTERN.source).exec(line)
    return match && !isArnMember(line) ? [{ line: i + 1, what: match[1] ? `account ${match[1]}` : match[0] }] : []
  })
  return found.slice(0, MOST).map(({ line, what }) => ({
    severity: 'warning',
    message: `${describeAsset(asset)} names ${what} inside a text, which will be the same in every environment; overlay.replace can change it`,
    place: { file, line },
    ref: asset,
  }))
}
