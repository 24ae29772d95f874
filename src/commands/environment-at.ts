import { extendedBy, parseEnvironment } from '../environment/index.ts'
import type { Environment } from '../model/environment.ts'
import type { Context } from './context.ts'
import { ENVIRONMENTS } from './project.ts'

/**
 * An environment as a commit has it, with the file that it extends there. Undefined where the commit has no such file, or none
 * that can be read. `file`: a path to look at before the usual ones.
 */
export const environmentAt = async (
  commit: string,
  { name, file: first }: { name: string; file?: string },
  { git }: Context,
): Promise<Environment | undefined> => {
  const usual = ['yaml', 'yml'].map((ending) => `${ENVIRONMENTS}/${name}.${ending}`)
  const spellings = [...new Set(first === undefined ? usual : [first, ...usual])]
  const files = await git.readAt(commit, spellings)
  const file = spellings.find((spelling) => files.has(spelling))
  if (file === undefined) return undefined
  const text = files.get(file) ?? ''
  const base = extendedBy(file, text)
  const beside = base === undefined ? undefined : await git.readAt(commit, [base])
  return parseEnvironment({ name, file, text, beside }).environment
}
