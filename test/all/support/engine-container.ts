import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { storageDriver } from '../../../local/azure/execution/builder/engine/storage-driver.ts'
import { buildah } from './base-image.ts'

/** A container that Buildah runs with an image's own command, sharing this machine's network. */
export interface EngineContainer {
  /** What it has printed so far. */
  output(): string
  /** Of `http://127.0.0.1:PORT`. */
  address: string
  ended(): boolean
  stop(): Promise<void>
}

export interface RegistryAccess {
  /** `registry/repository@digest`. */
  image: string
  command: string[]
  /** PEM of the registry's authority. */
  ca: string
  refreshToken: string
}

/** Pulls an image over the registry's API and runs its command, told the port by the image's one variable for it. */
export async function runInEngine({
  image,
  command,
  ca,
  refreshToken,
}: RegistryAccess): Promise<EngineContainer> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  writeFileSync(join(folder, 'ca.crt'), ca)
  const auth = Buffer.from(`00000000-0000-0000-0000-000000000000:${refreshToken}`).toString('base64')
  const authFile = join(folder, 'auth.json')
  writeFileSync(authFile, JSON.stringify({ auths: { [image.split('/')[0] ?? '']: { auth } } }), {
    mode: 0o600,
  })
  const container = await from(image, ['--authfile', authFile, '--cert-dir', folder])
  const port = await freePort()
  const args = ['run', '--isolation', 'chroot', '--env', `MLOPS_PORT=${port}`, container, '--', ...command]
  const child = spawn('buildah', ['--storage-driver', await storageDriver(), ...args], { detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += String(chunk)))
  return {
    address: `http://127.0.0.1:${port}`,
    output: () => said,
    ended: () => child.exitCode !== null,
    async stop() {
      await end(child)
      await buildah('rm', container)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Without blocking: the registry may live in this process. */
async function from(image: string, access: string[]): Promise<string> {
  const args = ['--storage-driver', await storageDriver(), 'from', '--quiet', ...access, image]
  return (await promisify(execFile)('buildah', args)).stdout.trim()
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const closed = new Promise(resolve => child.once('close', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await closed
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
