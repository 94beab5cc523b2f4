import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contextWith } from './context.ts'

/** A build that does not end by itself: its only dependency is a package that is never done building. */
export interface SlowBuild {
  files: Record<string, string>
  started(): boolean
  /** Whether the process that builds the package is there. */
  alive(): boolean
  remove(): void
}

export function slowBuild(): SlowBuild {
  const directory = mkdtempSync(join(tmpdir(), 'slow-build-'))
  const project = join(directory, 'project')
  const pidFile = join(directory, 'pid')
  mkdirSync(project)
  writeFileSync(
    join(project, 'pyproject.toml'),
    `[project]\nname = "slow"\nversion = "1"\n[build-system]\nrequires = []\nbuild-backend = "slow"\nbackend-path = ["."]\n`,
  )
  writeFileSync(
    join(project, 'slow.py'),
    `import os, time
def prepare_metadata_for_build_wheel(*_):
    open(${JSON.stringify(pidFile)}, 'w').write(str(os.getpid()) + '.')
    time.sleep(3600)
build_wheel = prepare_metadata_for_build_wheel
`,
  )
  const pid = () => {
    const text = existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : ''
    return text.endsWith('.') ? Number(text.slice(0, -1)) : undefined
  }
  return {
    files: contextWith(`slow @ ${pathToFileURL(project).href}\n`),
    started: () => pid() !== undefined,
    alive: () => isAlive(pid() ?? 0),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
