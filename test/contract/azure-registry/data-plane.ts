import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mediaTypes } from '../../../local/azure/registry/layout/media-types.ts'
import type { Answer, CallOptions } from '../azure/local-azure.ts'
import { type RegistryUnderTest, armToken } from './registry.ts'

/** A client of the registry's own API. */
export interface DataPlane {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  form(path: string, fields: Record<string, string>): Promise<Answer>
  /** Exchanges a token of Azure Resource Manager, by default that of the service connection. */
  refreshToken(arm?: string): Promise<string>
  accessToken(scope: string, arm?: string): Promise<string>
  /** Pushes an image of one layer the way docker does; answers its digest. */
  push(repository: string, tag: string, layer: string): Promise<string>
}

export const digestOf = (content: string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`

export function dataPlaneOf({ azure, loginServer }: RegistryUnderTest): DataPlane {
  const call: DataPlane['call'] = (method, path, options) =>
    azure.call(method, `https://${loginServer}${path}`, options)
  const form: DataPlane['form'] = (path, fields) =>
    call('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    })
  const refreshToken: DataPlane['refreshToken'] = async arm => {
    const token = arm ?? (await armToken(azure))
    const fields = { grant_type: 'access_token', service: loginServer, access_token: token }
    const answer = await form('/oauth2/exchange', fields)
    assert.equal(answer.status, 200, answer.text)
    return String(answer.json()['refresh_token'])
  }
  const accessToken: DataPlane['accessToken'] = async (scope, arm) => {
    const refresh_token = await refreshToken(arm)
    const fields = { grant_type: 'refresh_token', service: loginServer, scope, refresh_token }
    const answer = await form('/oauth2/token', fields)
    assert.equal(answer.status, 200, answer.text)
    return String(answer.json()['access_token'])
  }
  return {
    ...{ call, form, refreshToken, accessToken },
    async push(repository, tag, layer) {
      const token = await accessToken(`repository:${repository}:pull,push`)
      const config = JSON.stringify({
        architecture: 'amd64',
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: [] },
      })
      for (const content of [config, layer]) await upload(call, token, repository, content)
      const manifest = manifestOf(config, layer)
      const answer = await call('PUT', `/v2/${repository}/manifests/${tag}`, {
        token,
        body: manifest,
        headers: { 'content-type': mediaTypes.manifest },
      })
      assert.equal(answer.status, 201, answer.text)
      return String(answer.headers['docker-content-digest'])
    },
  }
}

export function manifestOf(config: string, layer: string): string {
  const part = (mediaType: string, content: string) => ({
    mediaType,
    digest: digestOf(content),
    size: content.length,
  })
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: part(mediaTypes.config, config),
    layers: [part(mediaTypes.layer, layer)],
  })
}

/** In two pieces, the second with the digest. */
async function upload(call: DataPlane['call'], token: string, repository: string, content: string) {
  const begun = await call('POST', `/v2/${repository}/blobs/uploads/`, { token })
  assert.equal(begun.status, 202, begun.text)
  const half = Math.floor(content.length / 2)
  const octets = { 'content-type': 'application/octet-stream' }
  const first = await call('PATCH', String(begun.headers['location']), {
    token,
    headers: octets,
    body: content.slice(0, half),
  })
  assert.equal(first.headers['range'], `0-${half - 1}`)
  const place = `${String(first.headers['location'])}?digest=${digestOf(content)}`
  const done = await call('PUT', place, { token, headers: octets, body: content.slice(half) })
  assert.equal(done.status, 201, done.text)
}
