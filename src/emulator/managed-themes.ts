import type { Output } from './binding.ts'

/** AWS's own themes exist in every account and are never assets. */
export const MANAGED_THEMES = ['CLASSIC', 'MIDNIGHT', 'SEASIDE', 'RAINIER'].map((id) => ({
  Arn: `arn:aws:quicksight::aws:theme/${id}`,
  ThemeId: id,
  Name: id.charAt(0) + id.slice(1).toLowerCase(),
  LatestVersionNumber: 1,
}))

/**
 * One of them as DescribeTheme shows it, if there is one of this id: a theme's documented types are QUICKSIGHT and CUSTOM. What
 * its version holds beside has not been seen.
 */
export const describedManagedTheme = (themeId: string): Output | undefined => {
  const found = MANAGED_THEMES.find(({ ThemeId }) => ThemeId === themeId)
  if (!found) return undefined
  const { LatestVersionNumber: VersionNumber, ...theme } = found
  const Version = { VersionNumber, Arn: `${theme.Arn}/version/${VersionNumber}`, Status: 'CREATION_SUCCESSFUL' }
  return { ...theme, Type: 'QUICKSIGHT', Version }
}
