import type { Rule } from '../rule.ts'

const SECRETS = ['credentials', 'secretArn']

export const dropCredentials: Rule = {
  name: 'drop-credentials',
  why: 'No export has been seen to hold a credential; should one ever appear, it must not reach git.',
  apply: (asset) => {
    if (asset.kind !== 'datasource' || !SECRETS.some((key) => key in asset.body)) return asset
    const body = Object.fromEntries(Object.entries(asset.body).filter(([key]) => !SECRETS.includes(key)))
    return { ...asset, body }
  },
}
