import { readyCompute } from '../machinelearning/compute/cluster-resource.ts'
import { deadlineIn, type Deadline } from '../machinelearning/compute/deadline.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { KubernetesCompute } from './attachment/attachment.ts'
import { provideAttachment, updateAttachment } from './attachment/provide-attachment.ts'
import type { AksCluster } from './cluster/aks-cluster.ts'
import { provideCluster, updateCluster } from './cluster/provide-cluster.ts'
import { explainServingError } from '../serving-errors/explain-serving-error.ts'
import { checkServes } from './extension/explain-extension.ts'
import { provideExtension, updateExtension } from './extension/provide-extension.ts'
import { idOf } from './look-around.ts'
import { placed, type KubernetesPlan, type KubernetesStep } from './plan-compute.ts'
import type { ClusterRequest, KubernetesRequest } from './request.ts'
import { neededRoles } from './roles/needed-roles.ts'
import { provideRoles } from './roles/provide-roles.ts'

const CLUSTER_IN_MINUTES = 40
const EXTENSION_IN_MINUTES = 40
const ATTACH_IN_MINUTES = 20

/**
 * Makes what the plan says, step by step, and returns the compute's ARM id. Each step looks at what is there before it
 * writes, so it goes on where an earlier attempt stopped, and two runs at once make one of each.
 */
export async function provideKubernetes(
  workspace: Workspace,
  request: KubernetesRequest,
  plan: KubernetesPlan,
): Promise<string> {
  const { cluster: asked, computeName } = request
  if (!asked || plan.steps.length === 0)
    return (
      await readyCompute(workspace, computeName, deadlineIn(workspace.session.clock, ATTACH_IN_MINUTES))
    ).id
  const steps = new Steps(workspace, request, plan)
  const cluster = await steps.cluster(asked)
  await steps.extension(cluster)
  const compute = await steps.compute(cluster)
  await steps.roles(cluster, compute)
  return compute.id
}

const STEPS = 4

/** The steps on the way from nothing to a compute that serves; each has a deadline of its own. */
class Steps {
  readonly #workspace: Workspace
  readonly #request: KubernetesRequest
  readonly #plan: KubernetesPlan
  #begun = 0

  constructor(workspace: Workspace, request: KubernetesRequest, plan: KubernetesPlan) {
    this.#workspace = workspace
    this.#request = request
    this.#plan = plan
  }

  cluster(asked: ClusterRequest): Promise<AksCluster> {
    const { session } = this.#workspace
    const deadline = this.#atLeast(CLUSTER_IN_MINUTES)
    const work = { session, id: idOf(this.#workspace, asked), deadline }
    const { tags } = this.#request
    return this.#step(`AKS cluster ${asked.name}`, deadline, async () => {
      const spec = asked.create ? placed(this.#workspace, asked) : undefined
      const cluster = await provideCluster(work, spec, tags)
      return this.#has('update cluster') ? updateCluster(work, asked.spec, tags) : cluster
    })
  }

  extension(cluster: AksCluster): Promise<void> {
    const deadline = this.#atLeast(EXTENSION_IN_MINUTES)
    const work = { session: this.#workspace.session, cluster, deadline, repair: this.#plan.repair }
    const { extension } = this.#request
    return this.#step('AzureML extension', deadline, async () => {
      const there = await provideExtension(work, extension)
      checkServes(
        cluster.id,
        this.#has('update extension') ? await updateExtension(work, extension) : there,
        extension,
      )
    })
  }

  compute(cluster: AksCluster): Promise<KubernetesCompute> {
    const { computeName: name, attachment: spec, tags } = this.#request
    const deadline = this.#atLeast(ATTACH_IN_MINUTES)
    const attachment = { workspace: this.#workspace, name, cluster: cluster.id, deadline }
    return this.#step(`Compute ${name}`, deadline, async () => {
      const compute = await provideAttachment(attachment, spec, tags)
      return this.#has('update compute') ? updateAttachment(attachment, spec, tags) : compute
    })
  }

  roles(cluster: AksCluster, compute: KubernetesCompute): Promise<void> {
    return this.#step('Roles', undefined, async () =>
      provideRoles(this.#workspace.session, await neededRoles(this.#workspace, cluster, compute)),
    )
  }

  async #step<T>(name: string, allowed: Deadline | undefined, act: () => Promise<T>): Promise<T> {
    const { log } = this.#workspace.session
    log.progress((100 * this.#begun) / STEPS, name)
    this.#begun += 1
    const deadline = allowed ? ` (at most ${allowed.minutes} minutes)` : ''
    log.section(`Step ${this.#begun} of ${STEPS}: ${name}${deadline}`)
    try {
      return await act()
    } catch (error) {
      throw explainServingError(error)
    }
  }

  #has(step: KubernetesStep): boolean {
    return this.#plan.steps.includes(step)
  }

  /** All that a step waits for, counted from its beginning. */
  #atLeast(minutes: number): Deadline {
    return deadlineIn(this.#workspace.session.clock, Math.max(minutes, this.#request.waitTimeoutInMinutes))
  }
}
