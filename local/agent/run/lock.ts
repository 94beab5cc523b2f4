import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'

/** A lock that is not renewed for so long belongs to an agent that died. */
const staleMs = 4000

/** Keeps a second run out of the same work folder. @returns gives the state free again */
export async function lockState(stateDirectory: string): Promise<() => Promise<void>> {
  const folder = join(stateDirectory, 'agent')
  mkdirSync(folder, { recursive: true })
  try {
    return await lock(folder, {
      stale: staleMs,
      update: 1000,
      retries: { retries: 10, factor: 1, minTimeout: 600, maxTimeout: 600 },
      onCompromised: error =>
        process.emitWarning(`The lock of the state directory was lost: ${error.message}`),
    })
  } catch (error) {
    throw new Error(
      `Another run uses the state in ${stateDirectory}. Wait until it ends, or use another with --state DIR.`,
      { cause: error },
    )
  }
}
