import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** A container engine of this machine, by the name of its program. */
export type Engine = 'buildah' | 'docker' | 'podman'

const questions: [Engine, string[]][] = [
  ['buildah', ['--version']],
  ['docker', ['info']],
  ['podman', ['info']],
]

/** A daemon that does not answer in this time is as good as none. Milliseconds. */
const PATIENCE = 10_000

/** The first engine that answers; asked at each build, as a daemon may have been started since. */
export async function findEngine(environment: NodeJS.ProcessEnv): Promise<Engine | undefined> {
  for (const [engine, args] of questions) if (await answers(engine, args, environment)) return engine
  return undefined
}

async function answers(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await promisify(execFile)(program, args, { env, timeout: PATIENCE })
    return true
  } catch {
    // Not installed, no daemon behind it, or no answer in time: all the same here.
    return false
  }
}
