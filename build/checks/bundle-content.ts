import type { Metafile } from 'esbuild'
import path from 'node:path'
import semver from 'semver'
import { readJson, root } from '../layout.ts'

const agentNode = '20.20.0'
const ours = ['tasks/', 'node_modules/', 'entry.ts']
/** Packages with state in their modules: a second copy has a second vault, token cache or tracer. */
const stateful = /^(@azure\/.+|@typespec\/ts-http-runtime|azure-pipelines-.+)$/
/** Dual packages share their state through this one module, which both formats load. */
const sharedState = /\/state(-cjs)?\.[cm]?js$/

/** What must not be in a task's bundle, in words; an empty list when all is well. */
export function checkBundle(metafile: Metafile, repository = root): string[] {
  const modules = bundledModules(metafile)
  return [...strangers(modules), ...doubles(modules), ...unfitEngines(modules, repository)]
}

/** Paths of the modules of which something arrived in the output, relative to the repository. */
export function bundledModules(metafile: Metafile): string[] {
  const outputs = Object.values(metafile.outputs).flatMap(output => Object.entries(output.inputs))
  return [...new Set(outputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([module]) => module))]
}

/** Folders of the packages in a bundle, `node_modules/a/node_modules/b` included. */
export function packageFolders(modules: string[]): string[] {
  return [...new Set(modules.flatMap(module => packageFolder(module) ?? []))].sort()
}

function strangers(modules: string[]): string[] {
  return modules
    .filter(module => !ours.some(prefix => module.startsWith(prefix)))
    .map(module => `${module} is in the bundle; only modules under tasks/ and packages belong there`)
}

function doubles(modules: string[]): string[] {
  const copies = groupBy(modules, withoutFormat)
  return [...copies]
    .filter(
      ([module, found]) =>
        found.length > 1 && stateful.test(packageName(module)) && !sharedState.test(module),
    )
    .map(([, found]) => `a package with state is in the bundle twice: ${found.join(' and ')}`)
}

function unfitEngines(modules: string[], repository: string): string[] {
  return packageFolders(modules).flatMap(folder => {
    const { engines } = readJson<{ engines?: { node?: string } }>(
      path.join(repository, folder, 'package.json'),
    )
    if (!engines?.node || semver.satisfies(agentNode, engines.node)) return []
    return [`${folder} needs Node ${engines.node}, but agents run tasks on Node ${agentNode} too`]
  })
}

function packageFolder(module: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0]
}

function packageName(module: string): string {
  return packageFolder(module)?.replace(/^.*node_modules\//, '') ?? ''
}

/** `…/dist/esm/index.js` and `…/dist/commonjs/index.js` are the same module in two formats. */
function withoutFormat(module: string): string {
  const inPackage = module.slice((packageFolder(module) ?? '').length)
  const neutral = inPackage.replace(/\/(dist-esm\/src|dist-cjs|dist\/(esm|commonjs|node)|lib|esm|cjs)\//, '/')
  return `node_modules/${packageName(module)}${neutral.replace(/\.[cm]js$/, '.js')}`
}

function groupBy(modules: string[], key: (module: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const module of modules) groups.set(key(module), [...(groups.get(key(module)) ?? []), module])
  return groups
}
