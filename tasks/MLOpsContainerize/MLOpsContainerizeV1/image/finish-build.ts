import { openSession } from '../../../common/azure/session.ts'
import type { Host } from '../../../common/host/host.ts'
import { cancelBuild, isEnded, statusOf } from '../../../common/registry/build/build-run.ts'
import { removeScratch } from './scratch.ts'

interface RememberedBuild {
  readonly azureSubscription: string
  readonly registryId: string
  readonly run: string
}

const STATE = 'mlops.containerize.build'
const PATIENCE_IN_MILLISECONDS = 120_000

/** Written as soon as a build has a name, so that the post-job part knows of it. */
export const rememberBuild = (host: Host, build: RememberedBuild): void =>
  host.state.set(STATE, JSON.stringify(build))

/** After a cancelled or killed step: removes what it left on this machine, and sees to it that its build ends. */
export async function finishBuild(host: Host): Promise<void> {
  await removeScratch(host)
  const state = host.state.get(STATE)
  if (!state) return
  const { azureSubscription, registryId, run } = JSON.parse(state) as RememberedBuild
  const session = openSession(host, azureSubscription)
  let status = await statusOf(session, registryId, run, host.signal)
  if (!isEnded(status)) await cancelBuild(session, registryId, run, host.signal)
  const end = host.clock.now() + PATIENCE_IN_MILLISECONDS
  while (!isEnded(status) && host.clock.now() < end) {
    await host.clock.sleep(2000, host.signal)
    status = await statusOf(session, registryId, run, host.signal)
  }
  host.log.info(`Build ${run} is ${status}.`)
  if (!isEnded(status))
    host.log.warning(
      `The registry has not confirmed the end of build ${run}: look at its runs in the Azure portal.`,
    )
}
