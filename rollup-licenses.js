import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The folder of the package a module lies in, or undefined for our own modules. */
const packageFolder = (id) => {
  const [, folder] = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? []
  return folder
}

const licenseText = (folder) => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  return file === undefined
    ? 'The package holds no license file; its package.json names the license above.'
    : readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}

const describePackage = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return { title: `${name} ${version} (${license})`, text: licenseText(folder) }
}

const NOTICES = ['src/emulator/model/NOTICE', 'src/testing/github/NOTICE']

/** Collect the packages that end up in dist/, over all builds, and write their licenses to dist/LICENSES.txt. */
export const licenses = () => {
  const folders = new Set()
  return {
    name: 'licenses',
    generateBundle: (_options, bundle) => {
      for (const chunk of Object.values(bundle)) {
        for (const id of Object.keys(chunk.modules ?? {})) {
          const folder = packageFolder(id)
          if (folder && existsSync(path.join(folder, 'package.json'))) folders.add(folder)
        }
      }
    },
    writeBundle: ({ dir }) => {
      const packages = [...folders].map(describePackage).sort((a, b) => (a.title < b.title ? -1 : 1))
      const byText = new Map()
      for (const { title, text } of packages) byText.set(text, [...(byText.get(text) ?? []), title])
      const sections = [...byText].map(([text, titles]) => `${[...new Set(titles)].join('\n')}\n\n${text}\n`)
      const notices = NOTICES.map((file) => readFileSync(file, 'utf8'))
      writeFileSync(path.join(dir, 'LICENSES.txt'), [...sections, ...notices].join(`\n${'-'.repeat(80)}\n\n`))
    },
  }
}
