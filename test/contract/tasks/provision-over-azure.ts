import { task } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/task.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { startWorkspace, type Json, type WorkspaceUnderTest } from '../azure-ml/workspace.ts'
import { hostOn } from './library-over-azure.ts'

export type Inputs = Record<string, string>

/** MLOpsProvisionCompute on a host in memory, over the wire to a local Azure of the suite's own. */
export interface ProvisionOverAzure {
  readonly azure: WorkspaceUnderTest
  /** A host with the inputs of a cluster of up to two nodes. */
  prepared(computeName: string, inputs?: Inputs, signal?: AbortSignal): FakeHost
  runOn(host: FakeHost): Promise<FakeHost>
  provision(computeName: string, inputs?: Inputs): Promise<FakeHost>
  read(name: string): Promise<ClusterSeen>
  /** The next operation of this kind ends with this error. */
  failing(operation: string, code: string, message: string): void
}

export interface ClusterSeen {
  readonly tags: Json
  readonly identity?: Json
  readonly properties: Json
  readonly aml: Json
}

export async function provisionOverAzure(): Promise<ProvisionOverAzure> {
  const azure = await startWorkspace()
  const prepared: ProvisionOverAzure['prepared'] = (computeName, inputs = {}, signal) => {
    const { resourceGroup, workspace } = azure.azure.description
    const form = {
      azureSubscription: 'azure',
      resourceGroup,
      workspaceName: workspace,
      computeName,
      size: 'Standard_DS3_v2',
      maxInstances: '2',
      enableNodePublicIp: 'true',
      checkQuota: 'true',
    }
    return hostOn(azure.azure.description, {
      inputs: { ...form, ...inputs },
      variables: { 'Build.BuildId': '100' },
      ...(signal && { signal }),
    })
  }
  const runOn = async (host: FakeHost): Promise<FakeHost> => {
    await task.run(task.readInputs(host), host)
    return host
  }
  return {
    azure,
    prepared,
    runOn,
    provision: (computeName, inputs) => runOn(prepared(computeName, inputs)),
    async read(name) {
      const found = (await azure.ok('GET', `/computes/${name}`)) as Omit<ClusterSeen, 'aml'>
      return { ...found, aml: found.properties['properties'] as Json }
    },
    failing(operation, code, message) {
      const effect = { kind: 'failedOperation', operation, error: { code, message } } as const
      azure.azure.world.faults.add({ effect })
    },
  }
}

export const actionOf = ({ outputValues }: FakeHost): string | undefined => outputValues['computeAction']
