import { existsSync, readdirSync } from 'node:fs'
import * as path from 'node:path'

/** Where a virtual environment has its parts. */
export interface VirtualEnvironment {
  readonly directory: string
  readonly python: string
  /** The folder for PATH. */
  readonly scripts: string
}

export function virtualEnvironment(directory: string, platform = process.platform): VirtualEnvironment {
  const scripts = path.join(directory, platform === 'win32' ? 'Scripts' : 'bin')
  return { directory, scripts, python: path.join(scripts, platform === 'win32' ? 'python.exe' : 'python') }
}

/** How many distributions lie in an environment, by their metadata folders. */
export function countInstalled(directory: string): number {
  const libraries = ['lib', 'lib64', 'Lib'].map(name => path.join(directory, name)).filter(existsSync)
  const pythons = libraries.flatMap(folder =>
    [folder, ...readdirSync(folder).map(name => path.join(folder, name))].map(parent =>
      path.join(parent, 'site-packages'),
    ),
  )
  const names = pythons.filter(existsSync).flatMap(folder => readdirSync(folder))
  return new Set(names.filter(name => /\.(dist-info|egg-info|egg-link)$/.test(name))).size
}
