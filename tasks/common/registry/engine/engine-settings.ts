import * as fs from 'node:fs/promises'
import * as os from 'node:os'
import * as path from 'node:path'
import type { NetworkSettings } from '../../host/host.ts'
import { proxyVariables } from '../../python/package-index/network-variables.ts'
import type { Engine } from './find-engine.ts'

/** Settings of an engine for one build: the logins are kept in a folder of ours, not among those of the agent's user. */
export interface EngineSettings {
  readonly variables: Readonly<Record<string, string>>
  /** Folder with the agent's certificate authority as `ca.crt`; undefined where it has none. */
  readonly certificates: string | undefined
}

/** Makes `folder`, with copies of the logins that earlier steps have made, so that private base images stay within reach. */
export async function makeSettings(
  { name }: Engine,
  folder: string,
  network: NetworkSettings,
): Promise<EngineSettings> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  const login = name === 'docker' ? await dockerFolder(folder) : await authFile(folder)
  const certificates = network.caFile === undefined ? undefined : path.join(folder, 'certificates')
  if (certificates !== undefined && network.caFile !== undefined) {
    await fs.mkdir(certificates)
    await fs.copyFile(network.caFile, path.join(certificates, 'ca.crt'))
  }
  return { variables: { ...proxyVariables(network.proxy, {}, process.env), ...login }, certificates }
}

/** Docker's settings folder: all but the logins is linked, as contexts and plugins lie there too. */
async function dockerFolder(folder: string): Promise<Record<string, string>> {
  const usual = process.env['DOCKER_CONFIG'] ?? path.join(os.homedir(), '.docker')
  for (const entry of await entriesOf(usual)) {
    const [from, to] = [path.join(usual, entry.name), path.join(folder, entry.name)]
    if (entry.name === 'config.json') await copyPrivately(from, to)
    else if (entry.isDirectory()) await fs.symlink(from, to, 'junction')
  }
  return { DOCKER_CONFIG: folder }
}

async function authFile(folder: string): Promise<Record<string, string>> {
  const file = path.join(folder, 'auth.json')
  const runtime = process.env['XDG_RUNTIME_DIR'] ?? `/run/containers/${process.getuid?.() ?? 0}`
  const usual = process.env['REGISTRY_AUTH_FILE'] ?? path.join(runtime, 'containers', 'auth.json')
  const isThere = (await entriesOf(path.dirname(usual))).some(({ name }) => name === path.basename(usual))
  if (isThere) await copyPrivately(usual, file)
  else await fs.writeFile(file, '{}', { mode: 0o600 })
  return { REGISTRY_AUTH_FILE: file }
}

async function copyPrivately(from: string, to: string): Promise<void> {
  await fs.copyFile(from, to)
  await fs.chmod(to, 0o600)
}

/** Nothing where there is no such folder. */
async function entriesOf(folder: string) {
  try {
    return await fs.readdir(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
