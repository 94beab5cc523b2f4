import { spawn, type ChildProcess } from 'node:child_process'
import * as path from 'node:path'

export interface EndedTask {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

export interface RunningTask {
  readonly child: ChildProcess
  /** Resolves when the output holds `text`; rejects when the process ends without it. */
  saw(text: string): Promise<void>
  readonly ended: Promise<EndedTask>
}

const FIXTURE = path.resolve(import.meta.dirname, 'fixtures/tiny-task.ts')

/** The tiny task as a real child process with inputs as the agent hands them over. */
export function startTask(
  env: Readonly<Record<string, string>>,
  role: 'main' | 'post' = 'main',
): RunningTask {
  const child = spawn(process.execPath, ['--import=tsx', FIXTURE, role], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const waiters = new Set<() => void>()
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    for (const check of waiters) check()
  })
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<EndedTask>(resolve => {
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })
  const saw = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!output.includes(text)) return
        waiters.delete(check)
        resolve()
      }
      waiters.add(check)
      void ended.then(() => reject(new Error(`The task ended before it said "${text}": ${output}`)))
      check()
    })
  return { child, saw, ended }
}
