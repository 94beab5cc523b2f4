import type { Command } from './command.ts'

/**
 * Starts a program and ends it, with all of its process group, when the other end of descriptor 3 is closed, which
 * the system does however the task that holds it dies. Neither programs nor arguments are read by the shell.
 */
const SCRIPT = `
"$@" 3<&- <&0 &
program=$!
{ read -r _ <&3; kill -s KILL 0; } >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$program"
code=$?
kill "$watch" 2>/dev/null
exit "$code"
`

/**
 * The same command, watched so that it does not outlive this process, be it killed: an installer that goes on writes
 * into what the next job takes for its own. On Windows the agent ends the processes of a job; there it is unchanged.
 */
export function endingWithTask(command: Command): Command {
  if (process.platform === 'win32') return command
  return {
    ...command,
    executable: '/bin/sh',
    arguments: ['-c', SCRIPT, command.executable, command.executable, ...command.arguments],
  }
}
