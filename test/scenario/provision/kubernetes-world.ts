import type { AzurePlugin } from '../../../local/azure/core/world.ts'
import { plugins } from '../../../local/azure/plugins.ts'
import type { RoleName } from '../../../local/azure/core/roles.ts'
import { allAssignments } from '../../../local/azure/authorization/assignment-document.ts'
import {
  clustersOf,
  renderCluster,
  type ClusterDocument,
} from '../../../local/azure/kubernetes/cluster/cluster-document.ts'
import {
  extensionsOf,
  type ExtensionDocument,
} from '../../../local/azure/kubernetes/extension/extension-document.ts'
import {
  kubernetesComputesOf,
  type KubernetesCompute,
} from '../../../local/azure/machinelearning/compute/kubernetes-document.ts'
import type { AzureDescription } from '../../../local/azure/description.ts'
import { explain } from '../../../tasks/common/host/report.ts'
import { task } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/task.ts'
import { type Answer, type AzureUnderTest, startForTest } from '../../contract/azure/local-azure.ts'
import { hostOn } from '../../contract/tasks/library-over-azure.ts'
import { hasty } from './kubernetes-clock.ts'
import type { FakeHost } from '../../support/fake-host.ts'

export type Inputs = Record<string, string>

/** MLOpsProvisionCompute with a Kubernetes compute, over a local Azure of the suite's own. */
export interface KubernetesWorld {
  readonly azure: AzureUnderTest
  /** A step that creates cluster `name` and attaches it by the same name. */
  step(name: string, inputs?: Inputs, more?: Step): FakeHost
  run(host: FakeHost): Promise<FakeHost>
  provision(name: string, inputs?: Inputs, more?: Step): Promise<FakeHost>
  /** What a person reads of a failure. */
  failure(name: string, inputs?: Inputs, more?: Step): Promise<string>
  made(name: string): Made
  /** A call to an ARM id. */
  arm(method: string, id: string, version: string): Promise<Answer>
  /** A connection whose principal has this role over the group, beside what it reads with. */
  connectionWith(role: RoleName): Promise<AzureDescription>
}

interface Step {
  readonly as?: AzureDescription
  readonly signal?: AbortSignal
}

/** What lies in local Azure under a name. */
export interface Made {
  readonly clusters: readonly ClusterDocument[]
  readonly extensions: readonly ExtensionDocument[]
  readonly computes: readonly KubernetesCompute[]
  /** `role @ resource` of the compute's identity and of the nodes. */
  readonly roles: readonly string[]
  readonly nodeRoles: readonly string[]
}

export const formOf = (azure: AzureDescription, name: string, inputs: Inputs = {}): Inputs => ({
  azureSubscription: 'azure',
  resourceGroup: azure.resourceGroup,
  workspaceName: azure.workspace,
  computeName: name,
  computeType: 'kubernetes',
  aksCluster: name,
  createCluster: 'true',
  checkQuota: 'true',
  ...inputs,
})

/** How many writes to such addresses Azure has accepted. */
export const acceptedWrites = ({ world }: AzureUnderTest, path: RegExp): number =>
  world.traffic
    .entries()
    .filter(
      ({ request, response }) =>
        /PUT|PATCH|DELETE/.test(request.method) && path.test(request.url) && response.status < 400,
    ).length

/** @param watcher goes before the services of local Azure */
export async function kubernetesWorld(watcher?: AzurePlugin): Promise<KubernetesWorld> {
  const azure = await startForTest({ plugins: [...(watcher ? [watcher] : []), ...plugins] })
  const { description } = azure
  const step: KubernetesWorld['step'] = (name, inputs, { as = description, signal } = {}) =>
    hostOn(as, {
      inputs: formOf(as, name, inputs),
      variables: { 'Build.BuildId': '100' },
      clock: hasty,
      ...(signal && { signal }),
    })
  const run = async (host: FakeHost): Promise<FakeHost> => {
    await task.run(task.readInputs(host), host)
    return host
  }
  return {
    azure,
    step,
    run,
    provision: (...args) => run(step(...args)),
    async failure(...args) {
      try {
        await run(step(...args))
      } catch (error) {
        return explain(error).join('\n')
      }
      throw new Error('The task did not fail.')
    },
    made: name => madeIn(azure, name),
    async arm(method, id, version) {
      const { token } = await azure.credential.getToken('https://management.azure.com/.default')
      return azure.call(method, `${description.endpoints.resourceManager}${id}?api-version=${version}`, {
        token,
      })
    },
    async connectionWith(role) {
      const group = `/subscriptions/${description.subscriptionId}/resourceGroups/${description.resourceGroup}`
      const answer = await azure.control('POST', '/principals', {
        roles: [
          { role: 'Reader', scope: `/subscriptions/${description.subscriptionId}` },
          { role: 'Contributor', scope: group },
          { role, scope: group },
        ],
      })
      const { clientId, secret } = answer.json() as { clientId: string; secret: string }
      return { ...description, clientId, clientSecret: secret }
    },
  }
}

function madeIn({ world }: AzureUnderTest, name: string): Made {
  const clusters = clustersOf(world)
    .list()
    .filter(one => one.name === name)
  const computes = kubernetesComputesOf(world)
    .list()
    .filter(({ resourceId }) => clusters.some(({ id }) => id.toLowerCase() === resourceId.toLowerCase()))
  const rolesOf = (principals: string[]): string[] =>
    allAssignments(world)
      .filter(({ principalId }) => principals.includes(principalId))
      .map(({ role, scope }) => `${role} @ ${scope.split('/').at(-2)}`)
      .sort()
  return {
    clusters,
    computes,
    extensions: clusters.flatMap(({ id }) => extensionsOf(world).listUnder(id)),
    roles: rolesOf(computes.map(({ identity }) => String(identity?.['principalId']))),
    nodeRoles: rolesOf(
      clusters.map(cluster => {
        const { properties } = renderCluster(cluster) as {
          properties: { identityProfile: { kubeletidentity: { objectId: string } } }
        }
        return properties.identityProfile.kubeletidentity.objectId
      }),
    ),
  }
}
