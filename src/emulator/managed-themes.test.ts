import { DescribeThemeCommand, ListThemesCommand } from '@aws-sdk/client-quicksight'
import { expect, test } from 'vitest'
import { clientOf, withEmulator } from './fixtures/client.ts'
import { DEV } from './fixtures/company.ts'

test("AWS's own themes can be described in every account, as they are listed", () =>
  withEmulator({}, async (emulator) => {
    const client = clientOf(emulator, DEV.region)
    const AwsAccountId = DEV.account
    const { ThemeSummaryList = [] } = await client.send(new ListThemesCommand({ AwsAccountId, Type: 'QUICKSIGHT' }))
    expect(ThemeSummaryList).toHaveLength(4)
    for (const { ThemeId, Arn, Name } of ThemeSummaryList) {
      const { Theme } = await client.send(new DescribeThemeCommand({ AwsAccountId, ThemeId }))
      expect(Theme).toMatchObject({ ThemeId, Arn, Name, Type: 'QUICKSIGHT', Version: { VersionNumber: 1 } })
    }
    await expect(client.send(new DescribeThemeCommand({ AwsAccountId, ThemeId: 'gone' }))).rejects.toThrow(/gone/)
  }))
