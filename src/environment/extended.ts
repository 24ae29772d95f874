import { type Environment, placeOf, placeText } from '../model/environment.ts'
import type { JsonObject } from '../model/json.ts'
import type { Problem } from '../model/problem.ts'
import { mergeFiles } from './merge-files.ts'
import { didYouMean } from './nearest.ts'
import { readYaml, type YamlFile } from './yaml-file.ts'

/** The text of an environment's file. `beside`: the other files of its folder by path, where what it extends is looked for. */
export type FileText = { file: string; text: string; beside?: ReadonlyMap<string, string> | undefined }

/** A file with what it extends in it. `written`: as `YamlFile` has it. */
export type Extended = Pick<Environment, 'file' | 'places'> & {
  value: JsonObject
  written: ReadonlyMap<string, string>
  problems: Problem[]
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)
const nameIn = (file: string): string => file.slice(folderOf(file).length)

const placesOf = (file: string, { lines }: YamlFile): Environment['places'] =>
  new Map([...lines].map(([at, line]) => [at, { file, line }]))

const alone = (file: string, yaml: YamlFile): Extended => ({
  file,
  value: yaml.value,
  places: placesOf(file, yaml),
  written: yaml.written,
  problems: yaml.faults.map(({ line, message }) => {
    const place = { file, line }
    return { severity: 'error', message: `${placeText(place)} ${message}`, place }
  }),
})

const FILE_NAME = /^\w[\w.-]*\.ya?ml$/

/** Why what a file says it extends cannot be read, or undefined. */
const fault = (named: unknown, file: string, beside: ReadonlyMap<string, string>): string | undefined => {
  if (typeof named !== 'string' || !FILE_NAME.test(named)) {
    return `must be the name of a file beside this one, in ${folderOf(file)}, such as base.yaml`
  }
  const path = folderOf(file) + named
  if (path === file) return 'names this file itself; name the file that holds what several environments share'
  if (beside.has(path)) return undefined
  const names = [...beside.keys()].filter((other) => other !== file && FILE_NAME.test(nameIn(other))).map(nameIn)
  return `names ${path}, which does not exist${didYouMean(named, names)}`
}

const atExtends = (own: Extended, message: string): Extended => {
  const place = placeOf(own, ['extends'])
  return { ...own, problems: [{ severity: 'error', message: `${placeText(place)} \`extends\` ${message}`, place }] }
}

const joined = (base: Extended, own: Extended): Extended => ({
  file: own.file,
  value: mergeFiles(base.value, own.value),
  places: new Map([...base.places, ...own.places]),
  written: new Map([...[...base.written].filter(([at]) => !own.places.has(at)), ...own.written]),
  problems: base.problems,
})

/**
 * Read a file and the one that it extends, if it does: one level, and only a file beside it. Each value keeps the file and
 * line that it stands in. What cannot be read comes as problems.
 */
export const readExtended = ({ file, text, beside = new Map() }: FileText): Extended => {
  const own = alone(file, readYaml(text))
  const named = own.value.extends
  if (own.problems.length > 0 || named === undefined) return own
  const wrong = fault(named, file, beside)
  if (wrong !== undefined) return atExtends(own, wrong)
  const path = folderOf(file) + named
  const base = alone(path, readYaml(beside.get(path) ?? ''))
  const next = base.value.extends
  if (next === undefined) return joined(base, own)
  const which = next === nameIn(file) ? 'this file in turn' : `${JSON.stringify(next)} itself`
  return atExtends(own, `names ${path}, which extends ${which}; only one level is read, so write out what is needed`)
}

/** What a file says it extends; of one that is no YAML as far as its lines tell, so that its base is still known as one. */
const namedBase = (text: string): unknown => {
  // Most files extend none, and reading YAML takes long where there are thousands.
  if (!text.includes('extends')) return undefined
  const { value, faults } = readYaml(text)
  return faults.length > 0 ? /^extends:\s*["']?([\w.-]+)/m.exec(text)?.[1] : value.extends
}

/** The path of the file that another one extends, or undefined where it extends none that could be read. */
export const extendedBy = (file: string, text: string): string | undefined => {
  const named = namedBase(text)
  return typeof named === 'string' && FILE_NAME.test(named) ? folderOf(file) + named : undefined
}

const isWhole = (text: string): boolean => {
  const { value } = readYaml(text)
  return value.extends !== undefined || (value.account !== undefined && value.region !== undefined)
}

/**
 * The files that are no environments, only what others extend, each with the files that do: they extend nothing and lack an
 * account or a region. A file that nobody extends is always meant as an environment.
 */
export const baseFiles = (files: ReadonlyMap<string, string>): Map<string, string[]> => {
  const extended = new Map<string, string[]>()
  for (const [file, text] of files) {
    const path = extendedBy(file, text)
    if (path !== undefined && path !== file && files.has(path))
      extended.set(path, [...(extended.get(path) ?? []), file])
  }
  return new Map([...extended].filter(([path]) => !isWhole(files.get(path) ?? '')))
}

/** What a file says with what it extends in it; undefined where it cannot be read. */
export const effectiveValue = (input: FileText): JsonObject | undefined => {
  const { value, problems } = readExtended(input)
  return problems.length > 0 ? undefined : value
}
