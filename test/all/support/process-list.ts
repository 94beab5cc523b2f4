import { readFileSync, readdirSync } from 'node:fs'

/** Every command line that was seen on this machine while it watched. */
export interface ProcessList {
  /** One per line, arguments separated by blanks. */
  text(): string
  stop(): void
}

const INTERVAL_IN_MILLISECONDS = 20

export function watchProcesses(): ProcessList {
  const seen = new Set<string>()
  const look = () => {
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) seen.add(commandLine(pid))
  }
  const timer = setInterval(look, INTERVAL_IN_MILLISECONDS)
  return { text: () => [...seen].join('\n'), stop: () => clearInterval(timer) }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
