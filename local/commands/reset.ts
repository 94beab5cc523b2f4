import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'

import { lockState } from '../agent/run/lock.ts'
import { stop } from '../azure/process.ts'
import { deleteState, isState, stateDirectory } from './state-directory.ts'

/** Ends local Azure and deletes its state, but not under a run that uses it. */
export async function reset(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { state: { type: 'string' } } })
  const directory = stateDirectory(values.state)
  if (!existsSync(directory)) {
    process.stdout.write(`There is no state in ${directory}.\n`)
    return 0
  }
  if (!isState(directory)) {
    throw new Error(
      `${directory} was not made by a local run and is left alone. Delete it yourself if you mean it.`,
    )
  }
  const unlock = await lockState(directory)
  await unlock()
  await stop(directory)
  deleteState(directory)
  process.stdout.write(`Deleted the state in ${directory}.\n`)
  return 0
}
