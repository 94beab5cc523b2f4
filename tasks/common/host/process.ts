import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { CancelledError, TaskError } from '../errors.ts'
import type { Command } from './command.ts'
import { endingWithTask } from './end-with-task.ts'
import { neutralise } from './neutralise.ts'
import { stopTree } from './process-tree.ts'
import { Tail } from './tail.ts'

export interface RunOptions {
  readonly signal: AbortSignal
  readonly deadlineInMilliseconds: number
  /** Ends the program when this process dies, in whichever way (not on Windows). Its executable must exist. */
  readonly endsWithTask?: boolean
  /** Gets each line of both streams as it comes, already neutralised. */
  readonly onLine?: (line: string) => void
}

/** How a program ended. Of long output only the end is kept (1 MiB). */
export interface Finished {
  /** -1 where a signal ended it. */
  readonly exitCode: number
  readonly stdout: string
  /** Both streams, in the order in which their lines came. */
  readonly output: string
}

/**
 * The one door for child processes. Resolves whatever the exit code is; rejects with CancelledError when `signal`
 * aborts and with TaskError when the program is missing or the deadline passes, in both cases after the whole
 * process group has gone.
 */
export async function runProcess(command: Command, options: RunOptions): Promise<Finished> {
  const cancelled = (): boolean => options.signal.aborted
  if (cancelled()) throw new CancelledError(command.executable)
  const deadline = AbortSignal.timeout(options.deadlineInMilliseconds)
  const stop = AbortSignal.any([options.signal, deadline])
  const child = options.endsWithTask ? start(endingWithTask(command), ['pipe']) : start(command)
  const onAbort = (): void => void stopTree(child)
  stop.addEventListener('abort', onAbort, { once: true })
  try {
    const finished = await outcome(child, command, options)
    if (cancelled()) throw new CancelledError(command.executable)
    if (deadline.aborted) throw tooSlow(command, options)
    return finished
  } finally {
    stop.removeEventListener('abort', onAbort)
  }
}

/** A group of its own, so that a signal reaches the children of the child too. */
function start(command: Command, more: 'pipe'[] = []): ChildProcess {
  const child = spawn(command.executable, [...command.arguments], {
    cwd: command.cwd,
    env: { ...process.env, ...command.environment },
    stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...more],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  // A program that ends without reading says why by its output and exit code.
  child.stdin?.once('error', () => child.stdin?.destroy())
  child.stdin?.end(command.stdin?.reveal())
  return child
}

function outcome(child: ChildProcess, command: Command, options: RunOptions): Promise<Finished> {
  const stdout = new Tail()
  const output = new Tail()
  const onLine = (line: string): void => {
    output.push(line)
    options.onLine?.(neutralise(line))
  }
  eachLine(child.stderr, onLine)
  eachLine(child.stdout, line => {
    stdout.push(line)
    onLine(line)
  })
  return new Promise((resolve, reject) => {
    child.once('error', error => reject(cannotStart(command, error)))
    child.once('close', code => resolve({ exitCode: code ?? -1, stdout: stdout.text, output: output.text }))
  })
}

function eachLine(stream: Readable | null, handle: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', handle)
}

function cannotStart(command: Command, error: Error): TaskError {
  const folderIsGone = command.cwd !== undefined && !existsSync(command.cwd)
  return new TaskError(`${command.executable} could not be started.`, {
    cause: folderIsGone ? `Its working folder ${command.cwd} does not exist.` : 'It is not installed here.',
    remedy: folderIsGone
      ? 'Check that this job checked the repository out.'
      : 'Install it on the agent, or put the folder that holds it on PATH.',
    error,
  })
}

const tooSlow = (command: Command, { deadlineInMilliseconds }: RunOptions): TaskError =>
  new TaskError(
    `${command.executable} did not end within ${Math.round(deadlineInMilliseconds / 1000)} s and was stopped.`,
    { cause: 'It waits for something, most often the network.', remedy: 'Read its last lines above.' },
  )
