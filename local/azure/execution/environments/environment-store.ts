import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'
import type { Watchdog } from '../processes/watchdog.ts'
import { buildEnvironment, completionMark } from './build.ts'
import type { EnvironmentPlan } from './plan.ts'
import { programDirectory, uvVersion } from './tool.ts'

/** Python environments by what is in them, built at most once. */
export interface EnvironmentStore {
  /** The finished environment of this plan, when there is one. */
  find(plan: EnvironmentPlan): string | undefined
  /**
   * Builds the environment, or joins a build that is under way; `onLine` gets the whole log either way.
   *
   * @returns the directory of the virtual environment
   * @throws EnvironmentError
   */
  build(plan: EnvironmentPlan, onLine: (line: string) => void): Promise<string>
}

interface RunningBuild {
  lines: string[]
  listeners: Set<(line: string) => void>
  result: Promise<string>
}

export function createEnvironmentStore(options: {
  directory: string
  toolDirectory: string
  watchdog: Watchdog
}): EnvironmentStore {
  const running = new Map<string, RunningBuild>()
  const homeOf = (plan: EnvironmentPlan) => join(options.directory, environmentKey(plan))
  const start = (plan: EnvironmentPlan, home: string): RunningBuild => {
    const build: RunningBuild = { lines: [], listeners: new Set(), result: Promise.resolve(home) }
    const tell = (line: string) => {
      build.lines.push(line)
      build.listeners.forEach(listener => listener(line))
    }
    build.result = buildLocked(home, tell, () => buildEnvironment(plan, home, tell, options))
    return build
  }
  return {
    find(plan) {
      const home = homeOf(plan)
      return isComplete(home) ? home : undefined
    },
    async build(plan, onLine) {
      const home = homeOf(plan)
      const build = running.get(home) ?? start(plan, home)
      running.set(home, build)
      build.lines.forEach(onLine)
      build.listeners.add(onLine)
      try {
        return await build.result
      } finally {
        running.delete(home)
      }
    },
  }
}

/** The interpreter that it was made of may have been removed since. */
const isComplete = (home: string): boolean =>
  existsSync(join(home, completionMark)) && existsSync(join(programDirectory(home), 'python'))

function environmentKey({ python, requirements }: EnvironmentPlan): string {
  const content = JSON.stringify([python, requirements, uvVersion, process.platform, process.arch])
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}

/** Across processes too: two local Azures may share a directory of environments. */
async function buildLocked(
  home: string,
  tell: (line: string) => void,
  build: () => Promise<void>,
): Promise<string> {
  await mkdir(join(home, '..'), { recursive: true })
  const release = await lock(home, {
    realpath: false,
    stale: 60_000,
    retries: { retries: 1200, minTimeout: 500, maxTimeout: 500 },
  })
  try {
    if (isComplete(home)) tell('Another process has built this environment.')
    else await build()
    return home
  } finally {
    await release()
  }
}
