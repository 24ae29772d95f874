import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { archiveBytes } from './export-archive.ts'
import { findJob, type Job } from './jobs.ts'
import type { World } from './world.ts'

const LIFETIME_SECONDS = 300

export const DOWNLOADS = '/_downloads/'

const amzDate = (date: Date): string => date.toISOString().replace(/[-:]|\.\d{3}/g, '')

const sign = (world: World, path: string, date: string): string =>
  createHmac('sha256', world.secret).update(`${path}\n${date}`).digest('hex')

/** Bundles end in .qs; templates are plain JSON. */
const fileName = ({ id, input }: Job): string =>
  `assetbundle-${id}.${input.ExportFormat === 'CLOUDFORMATION_JSON' ? 'json' : 'qs'}`

/** A fresh address to fetch a job's file from, good for five minutes. It carries a signature, like S3's: treat it as a secret. */
export const downloadUrl = (world: World, job: Job): string => {
  const { account, region } = job.place
  const path = `${DOWNLOADS}${account}/${region}/${job.kind}/${job.id}/${world.options.id()}/${fileName(job)}`
  const date = amzDate(world.now())
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': date,
    'X-Amz-Expires': String(LIFETIME_SECONDS),
    'X-Amz-Security-Token': 'emulator',
    'X-Amz-Signature': sign(world, path, date),
  })
  return `${world.url}${path}?${query}`
}

const issued = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

/** Why S3 would refuse this address, or nothing. */
const refusal = (world: World, url: URL): string | undefined => {
  const date = url.searchParams.get('X-Amz-Date') ?? ''
  if (url.searchParams.get('X-Amz-Signature') !== sign(world, url.pathname, date)) return 'Access Denied'
  const expired = world.now().getTime() > issued(date) + LIFETIME_SECONDS * 1000
  return expired || world.faults.hit('expire', 'GetObject') ? 'Request has expired' : undefined
}

const answerXml = (response: ServerResponse, status: number, code: string, message: string): void => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(text) }).end(text)
}

const fileOf = (world: World, url: URL): Buffer | undefined => {
  const [account = '', region = '', kind = '', id = ''] = url.pathname.slice(DOWNLOADS.length).split('/')
  const job = findJob(world, world.place(account, region), kind === 'import' ? 'import' : 'export', id)
  if (job?.upload) return job.upload
  return job?.outcome?.archive && archiveBytes(job.outcome.archive)
}

/** Answer a download as S3 does: the file, or XML that says why not. */
export const answerDownload = (world: World, url: URL, response: ServerResponse): void => {
  const refused = refusal(world, url)
  const file = refused === undefined ? fileOf(world, url) : undefined
  if (refused !== undefined) answerXml(response, 403, 'AccessDenied', refused)
  else if (!file) answerXml(response, 404, 'NoSuchKey', 'The specified key does not exist.')
  else answerFile(world, file, response)
}

const answerFile = (world: World, file: Buffer, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.length })
  const cut = world.faults.hit('truncate', 'GetObject')
  if (!cut) response.end(file)
  else response.write(file.subarray(0, Math.floor(file.length / 2)), () => response.socket?.destroy())
}
