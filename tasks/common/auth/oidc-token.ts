import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline'
import type { AudienceTable } from '../azure/audience-table.ts'
import { errorOf } from '../azure/authenticated-door.ts'
import { markRepeatable } from '../azure/retry.ts'
import { TaskError } from '../errors.ts'
import type { Host } from '../host/host.ts'

/**
 * A fresh id token of this job for one service connection, from Azure DevOps. It lives about ten minutes, so it is
 * asked for each time that Entra needs one, never kept. Source: `POST {System.OidcRequestUri}`, api-version 7.1.
 */
export async function requestOidcToken(
  host: Host,
  network: HttpClient,
  table: AudienceTable,
  id: string,
): Promise<string> {
  const uri = host.variables.get('System.OidcRequestUri') ?? unavailable('System.OidcRequestUri')
  const token = host.connections.accessToken() ?? unavailable('System.AccessToken')
  table.allow('AgentToken', uri)
  const url = `${uri}?api-version=7.1&serviceConnectionId=${encodeURIComponent(id)}`
  table.check('AgentToken', url)
  const request = createPipelineRequest({
    url,
    method: 'POST',
    headers: createHttpHeaders({
      authorization: `Bearer ${token.reveal()}`,
      'content-type': 'application/json',
      'x-tfs-fedauthredirect': 'Suppress',
    }),
    timeout: 30_000,
  })
  markRepeatable(request)
  const response = await network.sendRequest(request)
  if (response.status !== 200) {
    throw new TaskError('Azure DevOps gave no id token for the service connection.', {
      cause: 'This pipeline may not use the connection, or the job has lost its access token.',
      remedy: 'Authorise the connection for this pipeline (Service connections > Security) and run again.',
      error: errorOf(request, response),
    })
  }
  return host.secret((JSON.parse(response.bodyAsText ?? '{}') as { oidcToken: string }).oidcToken).reveal()
}

function unavailable(variable: string): never {
  throw new TaskError(`The agent offers no ${variable}.`, {
    cause: 'Workload identity federation needs it, and this agent or server is too old.',
    remedy: 'Update the agent, or use a service connection with a secret or certificate.',
  })
}
