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
