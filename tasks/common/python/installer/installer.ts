import type { VirtualEnvironment } from '../environment/virtual-environment.ts'

/** What an installer is given: files and lines that are already in its language. */
export interface InstallRequest {
  readonly files: readonly string[]
  readonly folder: string | undefined
  /** True where one line has a hash: then every one must, as pip has it. */
  readonly hashed: boolean
  /**
   * False after an environment was found damaged: uv links files of its cache into environments, so that what was
   * written into one may have gone into the cache too. pip copies.
   */
  readonly trustsCache: boolean
}

/** Makes and fills virtual environments. uv and pip are the two that there are. */
export interface Installer {
  readonly name: 'uv' | 'pip'
  create(environment: VirtualEnvironment): Promise<void>
  install(environment: VirtualEnvironment, request: InstallRequest): Promise<void>
  /** `name==version` lines. */
  list(environment: VirtualEnvironment): Promise<string[]>
  /** What does not fit together, one a line; empty when all does. */
  check(environment: VirtualEnvironment): Promise<string[]>
}

export const linesOf = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '')
