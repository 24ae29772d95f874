import AdmZip from 'adm-zip'
import { describe, expect, test } from 'vitest'
import type { Asset } from '../model/asset.ts'
import { importJob, withEmulator } from './fixtures/client.ts'
import { brand, PROD } from './fixtures/company.ts'
import type { Emulator, LoadedAsset } from './index.ts'

const _at = (emulator: Emulator, kind: string, id: string, { account, region } = PROD): LoadedAsset | undefined =>
  emulator.assets(account, region).find((asset) => asset.kind === kind && asset.id === id)

const _ann = 'arn:aws:quicksight:us-east-1:444455556666:user/default/ann'
const _bob = 'arn:aws:quicksight:us-east-1:444455556666:user/default/bob'

const _put = (body: Asset['body'], asset: Asset): Asset => ({ ...asset, body: { ...asset.body, ...body } })

describe('bundles', () => {
  const zipOf = (files: Record<string, string>): Buffer => {
    const zip = new AdmZip()
    for (const [name, text] of Object.entries(files)) zip.addFile(name, Buffer.from(text))
    return zip.toBuffer()
  }
  const theme = JSON.stringify(brand.body)

  test('that cannot be read fail the job, or the request by a switch', async () => {
    const rubbish = new Uint8Array([1, 2, 3])
    await withEmulator({}, async (emulator) => {
      const job = await importJob(emulator, rubbish, {}, PROD)
      expect(job).toMatchObject({ JobStatus: 'FAILED' })
      expect(job.Errors?.[0]?.Message).toContain('zip')
    })
    await withEmulator({ switches: { invalidZipIs: 'sync400' } }, async (emulator) => {
      await expect(importJob(emulator, rubbish, {}, PROD)).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
      })
    })
  })

  test('wrapped in a folder, with a Mac’s extras, are accepted or refused by a switch', async () => {
    const wrapped = zipOf({
      'asset-bundle/theme/brand.json': theme,
      '__MACOSX/asset-bundle/._x': '',
      'asset-bundle/.DS_Store': '',
    })
    for (const wrappedBundle of ['accepted', 'refused'] as const) {
      await withEmulator({ switches: { wrappedBundle } }, async (emulator) => {
        const job = await importJob(emulator, wrapped, {}, PROD)
        expect(job.JobStatus).toBe(wrappedBundle === 'accepted' ? 'SUCCESSFUL' : 'FAILED')
      })
    }
  })

  test('that leave their folder, or hold broken JSON, fail the job', () =>
    withEmulator({}, async (emulator) => {
      for (const file of [{ 'theme/brand.json': '{' }, { 'theme/brand.json': '{"__proto__":{}}' }]) {
        const job = await importJob(emulator, zipOf(file), {}, PROD)
        expect(job.Errors?.[0]?.Message).toContain('theme/brand.json')
      }
    }))
})
