import { runProcessGroup } from '../processes/process-group.ts'
import type { Watchdog } from '../processes/watchdog.ts'

export interface CommandResult {
  exitCode: number | undefined
  stdout: string
  stderr: string
}

export interface CommandOptions {
  environment: NodeJS.ProcessEnv
  watchdog: Watchdog
  cwd: string
  /** Whole lines of both streams, for a build log. */
  onLine?: (line: string) => void
  /** Aborting ends the command and what it started. */
  signal?: AbortSignal
}

/** Runs one of our own tools (python, pip, uv) to its end and keeps what it said. */
export async function runCommand(
  command: string,
  args: string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const said = { stdout: '', stderr: '' }
  let pending = ''
  const { exitCode } = await runProcessGroup(
    {
      command,
      arguments: args,
      cwd: options.cwd,
      environment: definedOnly(options.environment),
      ...(options.signal && { signal: options.signal }),
      onOutput(text, stream) {
        said[stream] += text
        const lines = (pending + text).split('\n')
        pending = lines.pop() ?? ''
        lines.forEach(line => options.onLine?.(line))
      },
    },
    options.watchdog,
  )
  if (pending) options.onLine?.(pending)
  return { exitCode, ...said }
}

const definedOnly = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
