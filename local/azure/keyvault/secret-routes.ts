import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { World } from '../core/world.ts'
import { allow, type Permission, signedIn } from './authorize.ts'
import { secretDisabled, secretIsDeleted, secretNotFound, vaultError } from './errors.ts'
import { registerDeletedSecrets } from './deleted-secret-routes.ts'
import {
  newVersion,
  type NewVersion,
  renderDeleted,
  renderVersion,
  secretId,
  secretsOf,
  type SecretDocument,
} from './secret-document.ts'
import type { VaultCall, VaultRoute } from './vault-call.ts'
import { vaultsOf } from './vault-document.ts'

/** Secrets of all vaults: set, get, list, versions, delete, and what is deleted. Keys and certificates answer 501. */
export function registerSecrets(world: World, app: FastifyInstance): void {
  const route: VaultRoute = (method, path, permission, handle) =>
    app.route({
      method,
      url: `/:vault${path}`,
      handler: async (request, reply) => {
        const answer = handle({ ...(await admit(world, request, permission)), reply })
        return reply.sent ? reply : reply.send(answer)
      },
    })
  const live = ({ secret, name }: VaultCall): SecretDocument => {
    if (!secret || secret.deletedAt !== undefined) throw secretNotFound(name)
    return secret
  }
  route('PUT', '/secrets/:secret', 'set', call => setSecret(world, call))
  for (const path of ['/secrets/:secret', '/secrets/:secret/:version'])
    route('GET', path, 'get', call => getSecret(world, call, live(call)))
  route('GET', '/secrets/:secret/versions', 'list', call => ({
    value: live(call).versions.map(one => renderVersion(world, call.vault, call.name, one, false)),
    nextLink: null,
  }))
  route('GET', '/secrets', 'list', ({ vault }) => ({
    value: secretsOf(world)
      .listUnder(`${vault.id}/secrets`)
      .filter(({ deletedAt }) => deletedAt === undefined)
      .flatMap(({ name, versions }) =>
        versions.slice(-1).map(one => renderVersion(world, vault, name, one, false)),
      ),
    nextLink: null,
  }))
  route('DELETE', '/secrets/:secret', 'delete', call => {
    const deletedAt = Math.floor(world.clock.now().getTime() / 1000)
    const secret = live(call)
    return renderDeleted(world, call.vault, secretsOf(world).put(secret.id, { ...secret, deletedAt }))
  })
  registerDeletedSecrets(world, route)
}

async function admit(
  world: World,
  request: FastifyRequest,
  permission: Permission,
): Promise<Omit<VaultCall, 'reply'>> {
  const params = request.params as { vault: string; secret?: string; version?: string }
  const caller = await signedIn(world, request.headers.authorization)
  const query = request.query as Record<string, string | undefined>
  if (!/^(7\.\d|20\d\d-\d\d-\d\d)/.test(query['api-version'] ?? ''))
    throw vaultError(400, 'BadParameter', `api-version must be specified`)
  const vault = vaultsOf(world)
    .list()
    .find(({ name }) => name.toLowerCase() === params.vault.toLowerCase())
  if (!vault) throw vaultError(404, 'VaultNotFound', `The vault '${params.vault}' does not exist.`)
  const name = params.secret ?? ''
  allow(world, vault, caller, permission, name)
  const secret = name === '' ? undefined : secretsOf(world).get(secretId(vault, name))
  return { vault, secret, name, version: params.version, body: request.body }
}

function setSecret(world: World, { vault, secret, name, body }: VaultCall): object {
  const sent = (body ?? {}) as Partial<NewVersion>
  if (!/^[0-9a-zA-Z-]{1,127}$/.test(name))
    throw vaultError(400, 'BadParameter', `The request URI contains an invalid name: ${name}`)
  if (typeof sent.value !== 'string')
    throw vaultError(400, 'BadParameter', 'Property value is required to set a secret.')
  if (Object.keys(sent.tags ?? {}).length > 15) throw vaultError(400, 'BadParameter', 'Too many tags.')
  if (secret?.deletedAt !== undefined) throw secretIsDeleted(name)
  const version = newVersion(world, { ...sent, value: sent.value })
  const id = secretId(vault, name)
  secretsOf(world).put(id, { id, name, versions: [...(secret?.versions ?? []), version] })
  return renderVersion(world, vault, name, version)
}

function getSecret(world: World, { vault, version }: VaultCall, secret: SecretDocument): object {
  const found = version ? secret.versions.find(one => one.version === version) : secret.versions.at(-1)
  if (!found) throw secretNotFound(`${secret.name}/${version ?? ''}`)
  if (!found.attributes.enabled) throw secretDisabled()
  return renderVersion(world, vault, secret.name, found)
}
