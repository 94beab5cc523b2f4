import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storageDriver } from '../../../local/azure/execution/builder/engine/storage-driver.ts'
import { buildah } from './base-image.ts'

/** What makes Buildah work as an agent's engine inside of a container: no daemon, no user namespaces, any file system. */
export interface AgentEngine {
  variables: Record<string, string>
  remove(): Promise<void>
}

export async function agentEngine(): Promise<AgentEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-engine-'))
  const file = join(folder, 'storage.conf')
  writeFileSync(
    file,
    `[storage]\ndriver = "${await storageDriver()}"\nrunroot = "/run/containers/storage"\ngraphroot = "/var/lib/containers/storage"\n`,
  )
  return {
    variables: { BUILDAH_ISOLATION: 'chroot', CONTAINERS_STORAGE_CONF: file },
    async remove() {
      const names = await buildah('images', '--format', '{{.Name}}:{{.Tag}}')
      const kept = names.split('\n').filter(name => name.startsWith('localhost/mlops-azureml-cache/'))
      for (const name of kept) await buildah('rmi', '--force', name)
      rmSync(folder, { recursive: true })
    },
  }
}
