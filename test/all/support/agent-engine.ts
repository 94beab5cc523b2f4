import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storageDriver } from '../../../local/azure/execution/builder/engine/storage-driver.ts'

/** What makes Buildah work as an agent's engine inside of a container: no daemon, no user namespaces, any file system. */
export interface AgentEngine {
  variables: Record<string, string>
  remove(): void
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
    remove: () => rmSync(folder, { recursive: true }),
  }
}
