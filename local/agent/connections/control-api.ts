import type { AzureDescription } from '../../azure/description.ts'
import { callControl } from '../../azure/control-client.ts'

export interface TokenScope {
  projectId: string
  planId: string
  jobId: string
  hub: string
}

/** A System.AccessToken for one job, minted by local Azure DevOps. */
export async function mintAccessToken(azure: AzureDescription, scope: TokenScope): Promise<string> {
  const { status, body } = await callControl(azure, 'POST', '/job-tokens', scope)
  const token =
    typeof body === 'object' && body !== null && 'accessToken' in body ? body.accessToken : undefined
  if (status === 200 && typeof token === 'string') return token
  throw new Error(
    `Local Azure gave no access token for the job (status ${status}). Run "npm run local -- reset" and try again.`,
  )
}
