import { installDependencies } from './prepare/dependencies.mjs'
import { requireNode } from './prepare/requirements.mjs'

/** Makes sure that what follows can load the project's packages. */
export function ensureInstalled() {
  requireNode()
  installDependencies()
}
