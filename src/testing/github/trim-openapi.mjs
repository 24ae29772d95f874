// Makes openapi.json, the part of GitHub's official description of its API that our client uses:
//   node src/testing/github/trim-openapi.mjs
// It fetches one version of @octokit/openapi, which is too large to install, into a temporary folder. Only words are left
// out (descriptions, examples, links); what remains of each operation and schema is as published.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const PACKAGE = '@octokit/openapi'
const VERSION = '23.0.2'
const DESCRIPTION = 'package/generated/api.github.com.json'
const LICENSE = 'package/LICENSE'
const TARGET = path.join(import.meta.dirname, 'openapi.json')

const OPERATIONS = [
  'users/get-authenticated',
  'repos/get',
  'pulls/list',
  'pulls/create',
  'pulls/get',
  'pulls/update',
  'issues/list-for-repo',
  'issues/create',
  'issues/update',
  'issues/list-comments',
  'issues/create-comment',
  'issues/update-comment',
  'issues/delete-comment',
]
/** Answers that any operation may give, also where its description does not list them. */
const ALWAYS = ['basic-error', 'validation-error', 'validation-error-simple']

const WORDS = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'title', 'deprecated'])
/** Members whose own members are named by GitHub, so that a `description` in them is data. */
const NAMED = new Set(['properties', 'schemas', 'parameters', 'responses', 'headers', 'content', 'paths'])

const isWords = (key) => WORDS.has(key) || key.startsWith('x-')

const withoutWords = (value, named = false) => {
  if (Array.isArray(value)) return value.map((item) => withoutWords(item))
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(([key]) => named || !isWords(key))
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWords(inner, !named && NAMED.has(key))]))
}

/** Answers have a description by OpenAPI's own rules; an empty one will do. */
const withEmptyDescriptions = (operation) => {
  for (const answer of Object.values(operation.responses ?? {})) if (!answer.$ref) answer.description = ''
  return operation
}

const pick = (from, names) => Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)))

const pathsOf = (whole) =>
  Object.fromEntries(
    Object.entries(whole.paths).flatMap(([template, methods]) => {
      const kept = Object.entries(methods).filter(([, { operationId }]) => OPERATIONS.includes(operationId))
      const trimmed = kept.map(([method, operation]) => [method, withEmptyDescriptions(withoutWords(operation))])
      return kept.length === 0 ? [] : [[template, Object.fromEntries(trimmed)]]
    }),
  )

const referencesIn = (value) =>
  [...JSON.stringify(value).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(
    ([, group, name]) => `${group}/${name}`,
  )

const componentsFor = (whole, start) => {
  const found = new Set()
  const queue = [...start]
  while (queue.length > 0) {
    const reference = queue.pop()
    if (found.has(reference)) continue
    found.add(reference)
    const [group, name] = reference.split('/')
    queue.push(...referencesIn(withoutWords(whole.components[group][name])))
  }
  const inGroup = (group) =>
    [...found].filter((one) => one.startsWith(`${group}/`)).map((one) => one.slice(group.length + 1))
  return Object.fromEntries(
    ['headers', 'parameters', 'responses', 'schemas'].map((group) => {
      const kept = withoutWords(pick(whole.components[group] ?? {}, new Set(inGroup(group))), true)
      return [group, group === 'responses' ? withEmptyDescriptions({ responses: kept }).responses : kept]
    }),
  )
}

const trim = (whole, license) => {
  const paths = pathsOf(whole)
  const components = componentsFor(whole, [...referencesIn(paths), ...ALWAYS.map((name) => `schemas/${name}`)])
  const info = {
    title: `Part of GitHub's OpenAPI description, from ${PACKAGE}`,
    version: VERSION,
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT' },
    'x-license-text': license.trim(),
  }
  return { openapi: whole.openapi, info, servers: whole.servers, paths, components }
}

const folder = mkdtempSync(path.join(tmpdir(), 'openapi-'))
try {
  execFileSync('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], { cwd: folder })
  execFileSync('sh', ['-c', 'tar xzf ./*.tgz "$@"', 'sh', DESCRIPTION, LICENSE], { cwd: folder })
  const read = (file) => readFileSync(path.join(folder, file), 'utf8')
  writeFileSync(TARGET, JSON.stringify(trim(JSON.parse(read(DESCRIPTION)), read(LICENSE)), null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
execFileSync('npx', ['biome', 'format', '--write', TARGET], { stdio: 'inherit' })
