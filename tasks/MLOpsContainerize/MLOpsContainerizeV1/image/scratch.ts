import * as fs from 'node:fs/promises'
import * as os from 'node:os'
import * as path from 'node:path'
import type { Host } from '../../../common/host/host.ts'

const STATE = 'mlops.containerize.scratch'

/** A folder for the model, the context and an engine's logins; the post-job part removes it after a killed step. */
export async function makeScratch(host: Host): Promise<string> {
  const parent = host.variables.get('Agent.TempDirectory') ?? os.tmpdir()
  const folder = await fs.mkdtemp(path.join(parent, 'mlops-image-'))
  host.state.set(STATE, folder)
  return folder
}

export async function removeScratch(host: Host): Promise<void> {
  const folder = host.state.get(STATE)
  if (folder) await fs.rm(folder, { recursive: true, force: true })
}
