import { GROUP_ID, answerWorkspace } from './fake-azure.ts'
import type { FakeWire } from './fake-wire.ts'

const REGISTRIES = 'providers/Microsoft.ContainerRegistry/registries'
export const REGISTRY_ID = `${GROUP_ID}/${REGISTRIES}/crmlops`

/** The workspace's registry, and another one, as Azure Resource Manager tells them. */
export function answerRegistry(wire: FakeWire, properties: Readonly<Record<string, string>> = {}): void {
  const registry = (name: string): object => ({
    id: `${GROUP_ID}/${REGISTRIES}/${name}`,
    name,
    properties: { loginServer: 'registry.example', provisioningState: 'Succeeded', ...properties },
  })
  answerWorkspace(wire, { containerRegistry: REGISTRY_ID })
  wire.on('GET', /^management\.example\/.*\/registries\/crmlops\?/, { body: registry('crmlops') })
  wire.on('GET', /^management\.example\/.*\/registries\/crother\?/, { body: registry('crother') })
  wire.on(
    'GET',
    /^management\.example\/subscriptions\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/registries\?/,
    {
      body: { value: [registry('crmlops'), registry('crother')] },
    },
  )
}

/** The registry's own tokens, which say what they are. */
export function answerRegistryTokens(wire: FakeWire): void {
  wire.on('POST', /^registry\.example\/oauth2\/exchange/, { body: { refresh_token: 'the-refresh-token' } })
  wire.on('POST', /^registry\.example\/oauth2\/token/, { body: { access_token: 'the-access-token' } })
}
