import { fileURLToPath } from 'node:url'
import commonjs from '@rollup/plugin-commonjs'
import json from '@rollup/plugin-json'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { transform } from 'esbuild'
import { licenses } from './rollup-licenses.js'

const typescript = {
  name: 'strip-types',
  transform: async (code, id) => {
    if (!id.endsWith('.ts')) return null
    const result = await transform(code, { loader: 'ts', target: 'node20', sourcemap: false })
    return { code: result.code, map: null }
  },
}

/** The same code as ES modules, of which rollup takes what is used; the build for Node is CommonJS, which it takes whole. */
const yaml = {
  name: 'yaml-as-modules',
  resolveId: (source) =>
    source === 'yaml' ? fileURLToPath(new URL('node_modules/yaml/browser/dist/index.js', import.meta.url)) : null,
}

const plugins = [
  typescript,
  yaml,
  nodeResolve({ preferBuiltins: true, exportConditions: ['node', 'import'], mainFields: ['module', 'main'] }),
  commonjs({ ignoreDynamicRequires: true }),
  json(),
  licenses(),
  terser({ module: true, ecma: 2022, format: { comments: false } }),
]

// The emulator needs every operation of the SDK and the product a few: two builds keep the product's copy small.
const EMULATOR = /\/emulator\/index\.ts$/

/** Parts that are loaded on first use, each in a file with a fixed name. */
const CHUNKS = {
  restore: /\/src\/(commands\/restoring\/|planning\/restore\/|report\/(restore|drill|people[\w-]*)\.)/,
  dynamodb:
    /\/src\/io\/dynamodb\/|\/node_modules\/@aws-sdk\/(client-dynamodb|dynamodb-codec|middleware-endpoint-discovery|endpoint-cache)\/|\/node_modules\/(mnemonist|obliterator)\//,
  store: /\/src\/io\/store\/|\/node_modules\/@aws-sdk\/(client-s3|lib-storage|middleware-sdk-s3)\//,
  backup: /\/src\/(commands\/backing-up\/|backup\/|report\/(backup|pruning|verify)\.)/,
  quicksight:
    /\/src\/(io\/quicksight|bundle)\/|\/node_modules\/@(aws-sdk|smithy|aws-crypto)\/|\/node_modules\/(tslib|bowser|adm-zip)\//,
  actions: /\/node_modules\/(@actions|undici|tunnel)\//,
  github:
    /\/src\/io\/github|\/node_modules\/(@octokit|bottleneck|before-after-hook|universal-user-agent|fast-content-type-parse|json-with-bigint|toad-cache)\//,
  review:
    /\/src\/(commands\/(review|history|drifting|write-back)\/|environment\/write-back\/|diff\/(?!rules\/names)|lineage\/(breakage|broken|causes|exposure|reached|sentences|index)\.|report\/(html|review|history|drift[\w-]*)(\/|\.ts))|\/node_modules\/diff\//,
  adopt: /\/src\/(commands\/(adopting|undoing)\/|report\/(adopt|undo)\.|planning\/(adoption|undo-(plan|steps|tags))\.)/,
  deploy: /\/src\/(commands\/deploying\/|planning\/(parts|refresh|undo-(entries|record))\.|report\/deploy\.)/,
  plan: /\/src\/(commands\/(planning\/|facet\/|make-plan|live|read-live|live-cache|live-stamps|recorded|once-ours|drift-steps|private-folder)|planning\/(facet\/|additions|blocks|covers|decide|growth|known|left-out|overrides|prune|renames|table)\.?|report\/plan\.)/,
  commands:
    /^\0commonjsHelpers|\/src\/(?!action|cli|runtime|arguments|io\/quicksight|io\/github|bundle)|\/node_modules\/(yaml|zod|jsonc-parser|fast-json-stable-stringify)\//,
}

const manualChunks = (id) => Object.keys(CHUNKS).find((name) => CHUNKS[name].test(id))

const output = {
  dir: 'dist',
  format: 'es',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  minifyInternalExports: false,
  hoistTransitiveImports: false,
  generatedCode: 'es2015',
}

const onwarn = (warning, warn) => {
  if (['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED', 'INVALID_ANNOTATION'].includes(warning.code)) return
  warn(warning)
}

export default [
  {
    input: { action: 'src/action.ts', cli: 'src/cli.ts' },
    external: (id) => id.startsWith('node:') || EMULATOR.test(id),
    output: {
      ...output,
      manualChunks,
      paths: (id) => (EMULATOR.test(id) ? './emulator.js' : id),
    },
    plugins,
    onwarn,
    // @actions/core brings undici for a log-in that we do not use; left in, it would double the time to start.
    treeshake: {
      moduleSideEffects: (id, external) => !external && !/\/node_modules\/(undici|@actions|tunnel)\//.test(id),
    },
  },
  {
    input: { emulator: 'src/emulator/index.ts' },
    external: (id) => id.startsWith('node:'),
    output: { ...output, codeSplitting: false, inlineDynamicImports: true },
    plugins,
    onwarn,
  },
]
