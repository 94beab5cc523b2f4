import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a shell does not take as part of a bare word. */
const special = /[\s"'`$&;|<>()*?[\]{}!#]/

export interface PlainPath {
  path: string
  /** Takes the link away; the folder stays. */
  release(): void
}

/**
 * The same folder by a path that a shell reads as one word. Commands hold the paths of inputs and outputs unquoted,
 * because those of an Azure node need no quotes; a state in "My Documents" would break them.
 */
export function plainPath(directory: string): PlainPath {
  if (!special.test(directory)) return { path: directory, release: () => undefined }
  const holder = mkdtempSync(join(tmpdir(), 'mlops-'))
  const path = join(holder, 'state')
  symlinkSync(directory, path, 'junction')
  return { path, release: () => rmSync(holder, { recursive: true, force: true }) }
}
