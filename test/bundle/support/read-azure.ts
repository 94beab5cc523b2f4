import { readFileSync } from 'node:fs'
import { ClientSecretCredential } from '@azure/identity'
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline'
import type { AzureDescription } from '../../../local/azure/description.ts'

/** Reads what Azure holds, as any client of it would: a signed-in call of a path below the workspace. */
export async function readWorkspace<T>(
  azure: AzureDescription,
  path: string,
  method: 'GET' | 'POST' = 'GET',
): Promise<T> {
  const { resourceManager, activeDirectory } = azure.endpoints
  const tlsSettings = { ca: readFileSync(azure.caFile, 'utf8') }
  const credential = new ClientSecretCredential(azure.tenantId, azure.clientId, azure.clientSecret, {
    authorityHost: activeDirectory,
    disableInstanceDiscovery: true,
    tlsOptions: tlsSettings,
  })
  const { token } = await credential.getToken('https://management.azure.com/.default')
  const workspace = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${azure.workspace}`
  const request = createPipelineRequest({
    method,
    url: `${resourceManager}${workspace}/${path}?api-version=2025-12-01`,
    headers: createHttpHeaders({ authorization: `Bearer ${token}` }),
  })
  request.tlsSettings = tlsSettings
  const response = await createDefaultHttpClient().sendRequest(request)
  if (response.status !== 200) throw new Error(`${path}: HTTP ${response.status} ${response.bodyAsText}`)
  return JSON.parse(response.bodyAsText ?? 'null') as T
}
