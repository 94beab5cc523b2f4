import { parseArgs } from 'node:util'

import { findOrStart, stop } from '../azure/process.ts'
import { readPairs, UsageError } from './arguments.ts'
import { openState, stateDirectory } from './state-directory.ts'

/** Serves local Azure until Ctrl-C; prints its description as one line of JSON. */
export async function runAzure(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      har: { type: 'string' },
      state: { type: 'string' },
      data: { type: 'string', multiple: true },
    },
  })
  const directory = stateDirectory(values.state)
  openState(directory)
  const interrupted = onSignal()
  const azure = await findOrStart({
    stateDirectory: directory,
    data: Object.fromEntries(readPairs('data', values.data)),
    ...(values.har !== undefined && { har: values.har }),
    ...(values.port !== undefined && { port: readPort(values.port) }),
  })
  process.stdout.write(`${JSON.stringify(azure)}\n`)
  await Promise.race([interrupted, ended(azure.pid)])
  await stop(directory)
  return 0
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new UsageError(`--port "${text}" is no port. Give a number from 1 to 65535.`)
}

/** Heard from the start: a Ctrl-C while local Azure comes up ends it as soon as it is there. */
function onSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
}

/** Local Azure may end by itself, or be ended by "reset" elsewhere. */
function ended(pid: number): Promise<void> {
  return new Promise(resolve => {
    const watch = setInterval(() => {
      if (isAlive(pid)) return
      clearInterval(watch)
      resolve()
    }, 500)
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // ESRCH: the process is gone.
    return false
  }
}
