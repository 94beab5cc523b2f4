import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'

/** A temporary folder that ends with the suite it is made in. */
export class TestFolder {
  readonly path = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-test-'))

  /** Writes files by their relative names and returns the folder's path. */
  write(files: Readonly<Record<string, string | Uint8Array>>): string {
    for (const [name, content] of Object.entries(files)) {
      const file = this.at(name)
      fs.mkdirSync(path.dirname(file), { recursive: true })
      fs.writeFileSync(file, content)
    }
    return this.path
  }

  at(name: string): string {
    return path.join(this.path, name)
  }

  remove(): void {
    fs.rmSync(this.path, { recursive: true, force: true })
  }
}

/** A fresh folder for each test of the suite that calls this. */
export function folderPerTest(): () => TestFolder {
  let folder: TestFolder | undefined
  beforeEach(() => (folder = new TestFolder()))
  afterEach(() => folder?.remove())
  return () => folder ?? new TestFolder()
}
