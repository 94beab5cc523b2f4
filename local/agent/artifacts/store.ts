import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'

/** The published artifacts of one run, each a folder, and files that tasks attached. */
export class ArtifactStore {
  readonly folder: string
  readonly #files: string

  /** @param files where attached files are kept */
  constructor(folder: string, files: string) {
    this.folder = folder
    this.#files = files
  }

  names(): string[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .sort()
  }

  /** Copies a file, or what a folder holds, into the artifact; what lies there under the same name is replaced. */
  publish(name: string, path: string, folder = ''): void {
    const root = this.#within(this.folder, name)
    const target =
      folder === '' ? root : this.#within(root, folder.replace(/^[\\/]+/, ''), { orItself: true })
    mkdirSync(target, { recursive: true })
    const destination = statSync(path).isDirectory() ? target : join(target, basename(path))
    cpSync(path, destination, { recursive: true, force: true })
  }

  exists(name: string): boolean {
    return this.names().includes(name)
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true, force: true })
  }

  path(name: string): string {
    return this.#within(this.folder, name)
  }

  keepFile(path: string): void {
    mkdirSync(this.#files, { recursive: true })
    cpSync(path, join(this.#files, basename(path)), { recursive: true })
  }

  /** Names come from tasks: one with `..` must not leave the store. */
  #within(root: string, name: string, { orItself = false } = {}): string {
    const path = resolve(root, name)
    if (path.startsWith(root + sep) || (orItself && path === root)) return path
    throw new Error(`"${name}" is no name of an artifact. Use letters, digits, "-", "_" and ".".`)
  }
}
