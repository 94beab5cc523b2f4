import { openSession } from '../azure/session.ts'
import type { Host } from '../host/host.ts'
import { succeeded, type Outcome } from '../host/task.ts'
import { messageOf } from '../errors.ts'
import { openKeyStore, placeOf, storeKey, type KeyStore } from '../keyvault/store-key.ts'
import { contractTags } from '../machinelearning/contract-tags.ts'
import { stepKey } from '../machinelearning/job/job-identity.ts'
import { openWorkspace } from '../machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { holderOf } from '../rollout/lock/record.ts'
import { takeEndpoint, type HeldEndpoint } from '../rollout/lock/take-endpoint.ts'
import { goneOn } from '../rollout/memory.ts'
import { PersistedJournal } from '../rollout/journal.ts'
import type { RolloutPlan } from '../rollout/plan-rollout.ts'
import { recoverRollout } from '../rollout/recover.ts'
import { rollOut } from '../rollout/roll-out.ts'
import { contentHash } from './content-hash.ts'
import { deploymentWork } from './deployment-work.ts'
import { lookAtContent } from './look-at-content.ts'
import { planDeployment } from './plan-deployment.ts'
import { printPlan } from './print-plan.ts'
import { notDeployed, publishService } from './publish-service.ts'
import { readRelease, type Release } from './release.ts'
import { bakeOf } from './rollout-inputs.ts'
import { settleModel } from './settle-model.ts'
import type { ServingInputs } from './serving-inputs.ts'
import type { PlannedTarget, ServingTarget } from './serving-target.ts'

/** Brings a release into service on an online endpoint of any kind, without a gap and with a way back. */
export async function deploy(inputs: ServingInputs, host: Host, target: ServingTarget): Promise<Outcome> {
  const built = await readRelease(inputs, host.variables)
  if (!built) return notDeployed(host)
  const { azureSubscription, resourceGroup, workspaceName, endpointName } = inputs
  const workspace = await openWorkspace(openSession(host, azureSubscription), {
    resourceGroup,
    name: workspaceName,
  })
  const store = inputs.keyVault && (await openKeyStore(workspace, inputs.keyVault))
  const release = await settleModel(workspace, inputs, built)
  const content = await lookAtContent(workspace, inputs, target.asked, release)
  if (inputs.unused.length > 0) host.log.warning(doNotCount(inputs.unused))
  if (!inputs.probe) host.log.warning('No requestFile: the new deployment gets traffic without a smoke test.')
  if (inputs.validateOnly) {
    await planAndPrint(workspace, { inputs, host, target, release, content, store })
    return validated(host)
  }
  const held = await takeEndpoint(workspace, endpointName, holderOf(host.variables))
  try {
    return await deployHeld(held, { inputs, host, target, release, content, store })
  } finally {
    if (!host.signal.aborted) await giveUp(held, endpointName)
  }
}

const doNotCount = (names: readonly string[]): string =>
  `The files describe the deployment; these inputs do not count: ${names.join(', ')}. Write them into the deployment file, or into overrides.`

interface Deployment {
  readonly inputs: ServingInputs
  readonly host: Host
  readonly target: ServingTarget
  readonly release: Release
  /** Sentences on what will run. */
  readonly content: readonly string[]
  /** Undefined: the key goes into the secret output only. */
  readonly store: KeyStore | undefined
}

async function deployHeld(held: HeldEndpoint, deployment: Deployment): Promise<Outcome> {
  const { inputs, host, target, release, store } = deployment
  const paused = await recoverRollout(held, markOf(deployment))
  const { planned, plan } = await planAndPrint(held.workspace, deployment, {
    known: paused?.plan,
    isRecorded: held.lock.found !== undefined,
  })
  const place = { compute: await planned.prepare(), deployment: plan.deployment }
  const made = deploymentWork(held.workspace, inputs, target.asked, release, place, host)
  const work = { ...made, bake: bakeOf(held.workspace, inputs.endpointName, inputs) }
  const { azureSubscription, resourceGroup, workspaceName } = inputs
  const memory = { azureSubscription, resourceGroup, workspaceName, plan }
  const journal = new PersistedJournal(host, held.lock, paused ? goneOn(paused) : memory)
  const service = await rollOut({ ...held, host }, work, journal)
  const entry = { endpoint: plan.endpoint, key: service.key, tags: contractTags(host.variables) }
  const isKept = !store || (await storeKey(store, entry, host.log))
  return publishService({ ...service, clean: service.clean && isKept }, plan, inputs, release, host)
}

/** Which step deploys, and what: both the same when it is run again. */
const markOf = ({ inputs, host, target, release }: Deployment): Pick<RolloutPlan, 'key' | 'content'> => ({
  key: stepKey(host.variables),
  content: contentHash(target.asked.deployment, inputs, release),
})

/** Looks and decides; writes nothing. */
async function planAndPrint(
  workspace: Workspace,
  deployment: Deployment,
  { known, isRecorded }: { readonly known?: RolloutPlan | undefined; readonly isRecorded: boolean } = {
    isRecorded: false,
  },
): Promise<{ readonly planned: PlannedTarget; readonly plan: RolloutPlan }> {
  const { inputs, host, target, content, store } = deployment
  const planned = await target.plan(workspace)
  const mark = { ...markOf(deployment), isRecorded }
  const plan = known ?? (await planDeployment(workspace, inputs, target, mark))
  printPlan(host.log, [...content, ...planned.lines, ...(store ? [placeOf(store)] : [])], plan)
  return { planned, plan }
}

/** A lock that cannot be given back ends by itself: what was deployed is deployed. */
async function giveUp({ lock, workspace }: HeldEndpoint, endpoint: string): Promise<void> {
  try {
    await lock.release()
  } catch (error) {
    const { log } = workspace.session
    log.info(`The lock of endpoint ${endpoint} ends by itself within a minute: ${messageOf(error)}`)
  }
}

function validated(host: Host): Outcome {
  host.outputs.set('deployed', 'false')
  return succeeded('The deployment is valid; nothing was written.')
}
