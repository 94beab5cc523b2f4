import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'

export interface ScratchFolder {
  readonly path: string
  /** Writes a file, folders and all, and returns its path. */
  write(name: string, text: string): string
}

/** A folder that lives as long as the suite that calls this; there from its first hook on. */
export function scratchFolder(): ScratchFolder {
  let folder = ''
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'mlops-unit-'))))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return {
    get path() {
      return folder
    },
    write(name, text) {
      const file = path.join(folder, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, text)
      return file
    },
  }
}
