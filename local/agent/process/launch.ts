import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'

import { startLadder, type LadderTimes } from './ladder.ts'
import { LineReader } from './lines.ts'

export interface LaunchOptions {
  command: string
  arguments: readonly string[]
  directory: string
  environment: Readonly<Record<string, string>>
  signal: AbortSignal
  ladder: LadderTimes
  onLine: (line: string, stream: 'stdout' | 'stderr') => void
  /** Called with the process id once the process runs. */
  onStart?: (pid: number) => void
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Runs a process to its end; an abort starts the ladder of signals. @throws when it cannot be started */
export function launch(options: LaunchOptions): Promise<Exit> {
  const child = spawn(options.command, options.arguments, {
    cwd: options.directory,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal reaches the agent alone, which then cancels in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (child.pid !== undefined) options.onStart?.(child.pid)
  return follow(child, options)
}

function follow(child: ChildProcess, options: LaunchOptions): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const readers = [read(child.stdout, 'stdout', options), read(child.stderr, 'stderr', options)]
    let stopLadder = (): void => undefined
    const onAbort = (): void => {
      stopLadder = startLadder(child, options.ladder)
    }
    if (options.signal.aborted) onAbort()
    else options.signal.addEventListener('abort', onAbort, { once: true })
    let grace: NodeJS.Timeout | undefined
    const finish = (settle: () => void): void => {
      clearTimeout(grace)
      options.signal.removeEventListener('abort', onAbort)
      for (const stop of readers) stop()
      settle()
    }
    child.once('error', error => {
      stopLadder()
      finish(() => reject(error))
    })
    child.once('exit', (code, signal) => {
      stopLadder()
      const done = (): void => finish(() => resolve({ code, signal }))
      grace = setTimeout(done, options.ladder.streams)
      child.once('close', done)
    })
  })
}

/** @returns flushes the last line and stops listening */
function read(stream: Readable | null, name: 'stdout' | 'stderr', { onLine }: LaunchOptions): () => void {
  const reader = new LineReader(line => onLine(line, name))
  const onData = (chunk: Buffer): void => reader.write(chunk)
  stream?.on('data', onData)
  return () => {
    stream?.off('data', onData)
    stream?.destroy()
    reader.end()
  }
}
