import type { Breach } from './checks.ts'
import { patternFault } from './patterns.ts'
import type { EnvironmentFile } from './schema.ts'

const facetPatterns = ({ permissions = [], linkSharing = [], folders = {} }: EnvironmentFile) => [
  ...permissions.flatMap(({ assets }, rule) =>
    assets.map((pattern, index) => ({ pattern, path: ['permissions', rule, 'assets', index] })),
  ),
  ...linkSharing.map((pattern, index) => ({ pattern, path: ['linkSharing', index] })),
  ...Object.entries(folders).flatMap(([folder, patterns]) =>
    patterns.map((pattern, index) => ({ pattern, path: ['folders', folder, index] })),
  ),
]

/** Users and groups are named by their region, and whom a plan names must not depend on what a role may ask. */
const checkIdentityRegion = (file: EnvironmentFile): Breach[] => {
  const key = (['permissions', 'linkSharing'] as const).find((name) => (file[name] ?? []).length > 0)
  if (key === undefined || file.identityRegion !== undefined) return []
  const message = 'needs `identityRegion` in this file: the region that users and groups live in, such as us-east-1'
  return [{ path: [key], message }]
}

/** Characters of tags: as the console and the tagging guides of AWS state them. */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const RESERVED = /^(gitops|aws):/i
const FOLDER = /^[\w-]+$/

const checkKeys = ({ tags = {}, folders = {} }: EnvironmentFile): Breach[] => [
  ...Object.keys(tags).flatMap((key): Breach[] => {
    if (RESERVED.test(key))
      return [{ path: ['tags', key], message: 'begins with gitops: or aws:, which others keep; choose another key' }]
    return TAG.test(key)
      ? []
      : [
          {
            path: ['tags', key],
            message: 'is no key of a tag: at most 128 letters, digits, spaces and _ . : / = + - @',
          },
        ]
  }),
  ...Object.keys(folders).flatMap((id): Breach[] =>
    FOLDER.test(id) ? [] : [{ path: ['folders', id], message: 'is not the id of a folder: letters, digits, _ and -' }],
  ),
]

/** What is wrong with the rules for permissions, links, tags and folders, as far as the file alone tells. */
export const checkFacets = (file: EnvironmentFile): Breach[] => [
  ...checkIdentityRegion(file),
  ...checkKeys(file),
  ...facetPatterns(file).flatMap(({ pattern, path }) => {
    const message = patternFault(pattern)
    return message === undefined ? [] : [{ path, message: `is no pattern: ${message}` }]
  }),
]
