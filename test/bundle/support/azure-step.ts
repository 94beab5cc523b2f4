import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import https from 'node:https'
import { json } from 'node:stream/consumers'
import type { AzureDescription } from '../../../local/azure/description.ts'
import type { ServiceConnection, Step } from './environment.ts'

/** What a pipeline hands to a step that works with the workspace over the connection of that name. */
export async function azureStep(azure: AzureDescription, name = 'azure'): Promise<Step> {
  const job = { projectId: randomUUID(), planId: randomUUID(), jobId: randomUUID(), hub: 'build' }
  const { accessToken } = await jobToken(azure, job)
  const connection = serviceConnection(azure, name)
  const plan = `${job.projectId}/_apis/distributedtask/hubs/build/plans/${job.planId}`
  return {
    accessToken,
    connections: [connection],
    inputs: {
      azureSubscription: connection.id,
      resourceGroup: azure.resourceGroup,
      workspaceName: azure.workspace,
    },
    variables: {
      'Agent.CAInfo': azure.caFile,
      'System.OidcRequestUri': `${azure.endpoints.devops}/${plan}/jobs/${job.jobId}/oidctoken`,
      'System.CollectionUri': `${azure.endpoints.devops}/`,
      'System.TeamProjectId': job.projectId,
      'System.PlanId': job.planId,
      'System.JobId': job.jobId,
      'System.JobIdentifier': 'Job.__default',
      'System.DefinitionId': '1',
      'Build.DefinitionName': 'chd',
      'Build.BuildId': '1',
      'Build.BuildNumber': '20261123.1',
    },
  }
}

export function serviceConnection(azure: AzureDescription, name: string): ServiceConnection {
  const found = azure.serviceConnections.find(connection => connection.name === name)
  assert.ok(found, `local Azure has no service connection ${name}`)
  const { endpoints } = azure
  const secret = found.scheme === 'ServicePrincipal' ? { serviceprincipalkey: azure.clientSecret } : {}
  return {
    id: found.id,
    url: `${endpoints.resourceManager}/`,
    scheme: found.scheme,
    parameters: { tenantid: azure.tenantId, serviceprincipalid: azure.clientId, ...secret },
    data: {
      environment: 'AzureCloud',
      scopeLevel: 'Subscription',
      subscriptionId: azure.subscriptionId,
      subscriptionName: azure.subscriptionName,
      activeDirectoryAuthority: `${endpoints.activeDirectory}/`,
      environmentAuthorityUrl: `${endpoints.activeDirectory}/`,
      resourceManagerUrl: `${endpoints.resourceManager}/`,
    },
  }
}

function jobToken({ control, caFile }: AzureDescription, job: object): Promise<{ accessToken: string }> {
  const headers = { authorization: `Bearer ${control.token}`, 'content-type': 'application/json' }
  const options = { method: 'POST', headers, ca: fs.readFileSync(caFile, 'utf8') }
  return new Promise((resolve, reject) => {
    const request = https.request(`${control.url}/job-tokens`, options, response => {
      json(response).then(body => resolve(body as { accessToken: string }), reject)
    })
    request.on('error', reject)
    request.end(JSON.stringify(job))
  })
}
