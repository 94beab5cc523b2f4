import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Sees to it that no process group outlives local Azure, not even one that is killed with SIGKILL. */
export interface Watchdog {
  /** @param group the process group's id, which is its leader's pid */
  guard(group: number): void
  release(group: number): void
  /** Kills what is still guarded and ends. */
  close(): void
}

/** Starts the watchdog when the first group is guarded. */
export function createWatchdog(): Watchdog {
  let dog: ChildProcess | undefined
  const tell = (word: string) => {
    dog ??= startDog()
    dog.stdin?.write(word + '\n')
  }
  return {
    guard: group => tell(`+${group}`),
    release: group => tell(`-${group}`),
    close: () => dog?.stdin?.end(),
  }
}

/** In a session of its own, so that Ctrl+C in a terminal does not take it down with local Azure. */
function startDog(): ChildProcess {
  const script = fileURLToPath(new URL('watchdog.mjs', import.meta.url))
  const dog = spawn(process.execPath, [script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: {},
  })
  dog.stdin.on('error', () => {
    // The dog died before us; there is nobody left to tell.
  })
  dog.unref()
  return dog
}
