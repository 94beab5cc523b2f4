import assert from 'node:assert/strict'
import fs from 'node:fs'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import type { AzureDescription } from '../../../local/azure/description.ts'

/** The least client that speaks to local Azure as a service does: TLS checked, a token of its principal. */
export async function armClient(azure: AzureDescription) {
  const ca = fs.readFileSync(azure.caFile, 'utf8')
  const authorization = `Bearer ${await signIn(azure, ca)}`
  const call = async (method: string, url: string, body?: object): Promise<unknown> => {
    const headers = { authorization, ...(body && { 'content-type': 'application/json' }) }
    const answer = await send(url, { method, headers, ca }, body && JSON.stringify(body))
    assert.ok(
      answer.status >= 200 && answer.status < 300,
      `${method} ${url}: ${answer.status} ${answer.body}`,
    )
    return answer.body === '' ? undefined : JSON.parse(answer.body)
  }
  return {
    getJson: (url: string) => call('GET', url),
    put: (url: string, body: object) => call('PUT', url, body),
  }
}

async function signIn({ endpoints, tenantId, clientId, clientSecret }: AzureDescription, ca: string) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://management.azure.com/.default',
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const url = `${endpoints.activeDirectory}/${tenantId}/oauth2/v2.0/token`
  const { body } = await send(url, { method: 'POST', headers, ca }, form.toString())
  return (JSON.parse(body) as { access_token: string }).access_token
}

function send(url: string, options: https.RequestOptions, body = '') {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = https.request(url, options, response => {
      text(response).then(answer => resolve({ status: response.statusCode ?? 0, body: answer }), reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}
