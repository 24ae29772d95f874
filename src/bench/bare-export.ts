import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { DescribeAssetBundleExportJobCommand, StartAssetBundleExportJobCommand } from '@aws-sdk/client-quicksight'
import { readArchive } from '../bundle/archive.ts'
import type { Connection } from '../io/quicksight/index.ts'
import { listAssets } from '../io/quicksight/list.ts'
import { chunks } from '../model/lists.ts'

const exportSome = async (
  { client, account: AwsAccountId }: Connection,
  { arns, id, dependencies }: { arns: string[]; id: string; dependencies: boolean },
): Promise<void> => {
  const job = { AwsAccountId, AssetBundleExportJobId: id }
  const all = { IncludeAllDependencies: dependencies, IncludePermissions: true, IncludeTags: true }
  await client.send(
    new StartAssetBundleExportJobCommand({ ...job, ...all, ResourceArns: arns, ExportFormat: 'QUICKSIGHT_JSON' }),
  )
  let url: string | undefined
  while (url === undefined) {
    await wait(10)
    url = (await client.send(new DescribeAssetBundleExportJobCommand(job))).DownloadUrl
  }
  const response = await fetch(url)
  for (const text of readArchive(new Uint8Array(await response.arrayBuffer())).values()) JSON.parse(text)
}

/** The least that saves every asset: lists, as few jobs as can be, at once; each bundle fetched and opened, and nothing else. */
export const bareExport = async (connection: Connection): Promise<void> => {
  const { rows } = await listAssets(connection)
  const jobs = [true, false].flatMap((dependencies) => {
    const arns = rows.filter(({ kind }) => (kind === 'dataset') === dependencies).map(({ arn }) => arn)
    return chunks(arns, 100).map((some) => ({ arns: some, id: `bare-${randomUUID()}`, dependencies }))
  })
  await Promise.all(jobs.map((job) => exportSome(connection, job)))
}
