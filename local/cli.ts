import { isUsageError } from './commands/arguments.ts'
import { runAzure } from './commands/azure.ts'
import { reset } from './commands/reset.ts'
import { run } from './commands/run.ts'
import { usage } from './commands/usage.ts'

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  run,
  azure: runAzure,
  reset,
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined

if (!command) {
  process.stderr.write(usage)
  process.exitCode = name === '' || name === '--help' || name === 'help' ? 0 : 2
} else {
  try {
    process.exitCode = await command(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    if (process.env['MLOPS_DEBUG'] === '1') console.error(error)
    process.exitCode = isUsageError(error) ? 2 : 1
  }
}
