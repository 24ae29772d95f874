import type { FileWork } from './export-files.ts'

/** Files of people and the contents that are no news, as `BranchTree.edits` gives them. */
export type Edits = ReadonlyMap<string, readonly (string | undefined)[]>

/** The work without people's files. `kept`: QuickSight did not change them since; `contested`: it did as well. */
export type Respectful = { work: FileWork; kept: string[]; contested: string[] }

/**
 * Leave files as people's commits on the branch left them. An export would write QuickSight's version over such a file;
 * instead, file by file:
 * - it is again what it was before people changed it: the export writes it, there is nothing of theirs to lose;
 * - QuickSight holds what it held when people changed it: theirs is the newer one, and stays;
 * - QuickSight changed as well: theirs stays too, and the run has to say so, since one of both must be chosen by a person.
 * Files of which people's and QuickSight's version are the same are no work in the first place.
 */
export const respectPeople = (work: FileWork, edits: Edits): Respectful => {
  const kept: string[] = []
  const contested: string[] = []
  for (const file of [...work.write.keys(), ...work.remove]) {
    const known = edits.get(file)
    if (known === undefined || known.includes(work.files.get(file))) continue
    if (known.includes(work.write.get(file))) kept.push(file)
    else contested.push(file)
  }
  const theirs = new Set([...kept, ...contested])
  const write = new Map([...work.write].filter(([file]) => !theirs.has(file)))
  const remove = work.remove.filter((file) => !theirs.has(file))
  return { work: { ...work, write, remove }, kept: kept.sort(), contested: contested.sort() }
}
