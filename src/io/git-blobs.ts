import { UserError } from '../model/errors.ts'
import { collect, oneLine, startGit } from './git.ts'

/** What is called with each blob: its id as it was asked for, and its bytes, which are only lent. */
export type OnBlob = (id: string, bytes: Buffer) => void

type Header = { id: string; type: string; size: number }

const headerOf = (line: string): Header => {
  const [id = '', type = '', size = ''] = line.split(' ')
  return { id, type, size: Number(size) }
}

const missing = ({ id, type }: Header): UserError =>
  new UserError(
    type === 'missing' || type === ''
      ? `git does not have the object ${id}, though a version of this repository names it: the clone is damaged, or holds only a part (git fsck tells)`
      : `git has a ${type} as ${id}, where a file was expected`,
  )

/** Takes the output of `cat-file --batch` as it comes, and hands out each answer once it is whole. */
const answers = (onBlob: OnBlob): ((chunk: Buffer) => void) => {
  let pending: Buffer[] = []
  let held = 0
  let wanted = 1
  return (chunk) => {
    pending.push(chunk)
    held += chunk.length
    if (held < wanted) return
    const bytes = Buffer.concat(pending)
    let offset = 0
    wanted = 1
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, offset)) {
      const header = headerOf(bytes.toString('utf8', offset, end))
      if (header.type !== 'blob') throw missing(header)
      const next = end + 1 + header.size + 1
      if (next > bytes.length) {
        wanted = next - offset
        break
      }
      onBlob(header.id, bytes.subarray(end + 1, next - 1))
      offset = next
    }
    pending = [bytes.subarray(offset)]
    held = bytes.length - offset
  }
}

/**
 * The blobs of some ids, read by one process, in the order asked for; never more than one of them is held.
 * @throws UserError for an id that git does not have.
 */
export const readBlobs = async (cwd: string, ids: readonly string[], onBlob: OnBlob): Promise<void> => {
  if (ids.length === 0) return
  const { stdout, stderr, ended } = startGit(cwd, ['cat-file', '--batch', '--buffer'], `${ids.join('\n')}\n`)
  const take = answers(onBlob)
  const read = async (): Promise<void> => {
    for await (const chunk of stdout) take(chunk as Buffer)
  }
  const [code, , words] = await Promise.all([ended, read(), collect(stderr)])
  if (code !== 0) throw new UserError(`git cat-file failed: ${oneLine(words.toString('utf8'))}`)
}
