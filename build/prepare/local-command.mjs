import path from 'node:path'
import { ensureBundled } from '../bundle.mjs'
import { ensureInstalled } from '../install.mjs'
import { requirePython } from './requirements.mjs'

const root = path.resolve(import.meta.dirname, '../..')

/**
 * Becomes `local/cli.ts` with the given arguments. In this very process: whoever stops, signals or kills
 * it then reaches the agent and no wrapper around it.
 */
export async function becomeLocal(args) {
  ensureInstalled()
  requirePython()
  await ensureBundled()
  const { register } = await import('tsx/esm/api')
  register()
  process.execArgv.push('--import=tsx') // what the agent forks is TypeScript too
  process.argv.splice(1, process.argv.length, path.join(root, 'local/cli.ts'), ...args)
  await import('../../local/cli.ts')
}
