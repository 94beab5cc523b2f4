import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import type { Watchdog } from './watchdog.ts'

export interface ProcessRequest {
  command: string
  arguments: string[]
  cwd: string
  /** The whole environment of the process; nothing is inherited. */
  environment: Record<string, string>
  /** Standard output and error as they come, in order of arrival. */
  onOutput: (text: string, stream: 'stdout' | 'stderr') => void
  /** Aborting ends the whole process group: SIGTERM, and SIGKILL when that was not enough. */
  signal?: AbortSignal
  /** Milliseconds between the two signals. */
  grace?: number
}

export interface ProcessEnd {
  /** Undefined when a signal ended the process. */
  exitCode: number | undefined
  signal: NodeJS.Signals | undefined
}

/** Runs a program as the leader of its own process group and waits until the program and its pipes have ended. */
export function runProcessGroup(request: ProcessRequest, watchdog: Watchdog): Promise<ProcessEnd> {
  const { command, cwd, environment, signal, grace = 5_000 } = request
  return new Promise((resolve, reject) => {
    const child = spawn(command, request.arguments, {
      cwd,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const group = child.pid
    if (group !== undefined) watchdog.guard(group)
    forwardOutput(child, request)
    const stop = group === undefined ? () => {} : terminator(child, group, grace)
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    const settle = () => {
      signal?.removeEventListener('abort', stop)
      if (group === undefined) return
      killGroup(group, 'SIGKILL')
      watchdog.release(group)
    }
    child.once('error', error => {
      settle()
      reject(error)
    })
    // What the command left running ends with it, as the container would.
    child.once('exit', () => group !== undefined && killGroup(group, 'SIGKILL'))
    child.once('close', (code, killedBy) => {
      settle()
      resolve({ exitCode: code ?? undefined, signal: killedBy ?? undefined })
    })
  })
}

function forwardOutput(child: ChildProcess, { onOutput }: ProcessRequest): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8')
    child[stream]?.on('data', (chunk: Buffer) => onOutput(decoder.write(chunk), stream))
  }
}

function terminator(child: ChildProcess, group: number, grace: number): () => void {
  return () => {
    killGroup(group, 'SIGTERM')
    const timer = setTimeout(() => killGroup(group, 'SIGKILL'), grace)
    child.once('close', () => clearTimeout(timer))
  }
}

/** A group that is already gone is what was wanted; macOS says EPERM of one that only awaits its parent. */
function killGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
