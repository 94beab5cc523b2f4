import type { Workspace as WorkspaceResource } from '@azure/arm-machinelearning'
import { attempt } from '../../azure/attempt.ts'
import { machineLearningClient } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import type { Workspace } from './workspace.ts'

export interface WorkspaceName {
  readonly resourceGroup: string
  readonly name: string
}

/** Reads the workspace and its discovery document, and lets tokens for Azure go to the data plane that it names. */
export async function openWorkspace(session: AzureSession, where: WorkspaceName): Promise<Workspace> {
  const what = `Reading workspace ${where.name} in resource group ${where.resourceGroup}`
  const { resource, discovery } = await attempt(what, async () => {
    const found = await machineLearningClient(session).workspaces.get(where.resourceGroup, where.name, {
      abortSignal: session.signal,
    })
    return {
      resource: found,
      discovery: await session.anonymous.json<{ api?: string }>(needed(found, 'discoveryUrl')),
    }
  })
  const dataPlane = new URL(discovery.api ?? trackingUrlOf(resource)).origin
  session.table.allow('ResourceManager', dataPlane)
  return {
    session,
    id: needed(resource, 'id'),
    name: needed(resource, 'name'),
    resourceGroup: where.resourceGroup,
    subscriptionId: session.connection.subscriptionId,
    location: needed(resource, 'location'),
    dataPlane,
    trackingUrl: trackingUrlOf(resource),
  }
}

/** `azureml://host/...` -> `https://host/...`, without the trailing `?` that some answers carry. */
const trackingUrlOf = (resource: WorkspaceResource): string =>
  needed(resource, 'mlFlowTrackingUri')
    .replace(/^azureml:/, 'https:')
    .replace(/[?/]+$/, '')

function needed(
  resource: WorkspaceResource,
  field: 'id' | 'name' | 'location' | 'discoveryUrl' | 'mlFlowTrackingUri',
): string {
  const value = resource[field]
  if (value) return value
  throw new TaskError(`The workspace tells no ${field}.`, {
    cause: 'It is still being created, or its creation failed.',
    remedy: 'Open the workspace in the Azure portal and check its provisioning state.',
  })
}
