import { spawn, type ChildProcess } from 'node:child_process'

/** Less than the agent's patience after a cancellation, more than an orderly end needs. */
const GRACE_IN_MILLISECONDS = 2000

/** Asks a child and all its children to end, and ends them by force when they do not. Resolves when they are gone. */
export async function stopTree(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  signalTree(child.pid, 'SIGTERM')
  const timer = setTimeout(() => {
    if (child.pid !== undefined) signalTree(child.pid, 'SIGKILL')
    child.stdout?.destroy()
    child.stderr?.destroy()
  }, GRACE_IN_MILLISECONDS)
  await closed
  clearTimeout(timer)
  if (process.platform !== 'win32') signalTree(child.pid, 'SIGKILL')
}

function signalTree(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    const killer = spawn('taskkill', ['/pid', String(pid), '/t', '/f'], {
      stdio: 'ignore',
      windowsHide: true,
    })
    killer.once('error', () => process.kill(pid, signal))
    return
  }
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
