import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { Host } from '../../../common/host/host.ts'
import { secretsOf, type BuildOrder } from '../../../common/registry/build/build-order.ts'
import {
  cancelBuild,
  scheduleBuild,
  uploadContext,
  type BuildRun,
} from '../../../common/registry/build/build-run.ts'
import { followBuild } from '../../../common/registry/build/follow-build.ts'
import { hider } from '../../../common/registry/build/hide-secrets.ts'
import { packContext } from '../../../common/registry/image/pack-context.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import { rememberBuild } from './finish-build.ts'

/** Builds in the registry's own service, and gives the digest of the image. A cancelled pipeline cancels the build. */
export async function buildInRegistry(
  registry: Registry,
  order: BuildOrder,
  scratch: string,
  host: Host,
): Promise<string> {
  const archive = path.join(scratch, 'context.tar.gz')
  await packContext(order.files, archive, host.signal)
  const { size } = await fs.stat(archive)
  host.log.info(`Build context: ${order.files.length} file(s), ${Math.ceil(size / 1024)} KiB packed.`)
  if (registry.isPrivate && order.agentPoolName === undefined)
    host.log.info(
      `Registry ${registry.name} is closed to public networks: its build agents get in only where it lets trusted services through, or from an agent pool (agentPoolName).`,
    )
  const source = await uploadContext(registry, archive, size)
  await fs.rm(archive)
  const { scheduled, forget } = schedule(registry, host, () => scheduleBuild(registry, source, order))
  const run = await scheduled
  rememberBuild(host, {
    azureSubscription: registry.workspace.session.connection.id,
    registryId: registry.id,
    run: run.properties.runId,
  })
  try {
    return await followBuild(registry, run, hider(secretsOf(order)))
  } finally {
    if (!host.signal.aborted) forget()
  }
}

/** A cancelled pipeline waits for the answer that names the build, and cancels it; where there is none, it does not. */
function schedule(
  registry: Registry,
  host: Host,
  start: () => Promise<BuildRun>,
): { scheduled: Promise<BuildRun>; forget: () => void } {
  const scheduled = start()
  const forget = host.onCancel({
    what: 'ask the registry to cancel the build',
    run: async budget => {
      const { properties } = await scheduled
      await cancelBuild(registry.workspace.session, registry.id, properties.runId, budget)
    },
  })
  scheduled.catch(forget)
  return { scheduled, forget }
}
