import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { InBoxInvocation } from './in-box-task.ts'

export const shellInputs = {
  script: {},
  // Unlike other path inputs, an empty one stays empty: the default is System.DefaultWorkingDirectory.
  workingDirectory: {},
  failOnStderr: { type: 'boolean', defaultValue: 'false' },
}

export interface ShellCall {
  command: string
  arguments: (file: string) => string[]
  extension: string
  /** Name of the shell in the message about its exit code. */
  shell: string
  /** Text before the user's script. */
  prologue?: string
}

/** Writes the script to a file and runs it, with the lines that the agent prints around it. */
export async function runInlineScript(
  invocation: InBoxInvocation,
  script: string,
  call: ShellCall,
): Promise<void> {
  invocation.log('Generating script.')
  if (script.trim() === '') invocation.warn('The script is empty.')
  if (!script.trim().includes('\n')) {
    invocation.log('Script contents:')
    invocation.log(script.trim())
  }
  const file = join(invocation.directories.temp, `${randomUUID()}.${call.extension}`)
  writeFileSync(file, `${call.prologue ?? ''}${script.replaceAll('\r\n', '\n')}\n`, { mode: 0o700 })
  await runScriptFile(invocation, file, call, [])
}

export async function runScriptFile(
  invocation: InBoxInvocation,
  file: string,
  call: ShellCall,
  extra: readonly string[],
): Promise<void> {
  invocation.log('========================== Starting Command Output ===========================')
  const args = [...call.arguments(file), ...extra]
  invocation.log(`[command]${call.command} ${args.join(' ')}`)
  const directory = invocation.input('workingDirectory') || invocation.directories.defaultWorking
  const { code, wroteError } = await invocation.run(call.command, args, directory)
  if (code !== 0) throw new Error(`${call.shell} exited with code '${code}'.`)
  if (wroteError && invocation.input('failOnStderr').toLowerCase() === 'true') {
    throw new Error(`${call.shell} wrote one or more lines to the standard error stream.`)
  }
}
