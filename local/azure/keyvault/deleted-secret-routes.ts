import type { World } from '../core/world.ts'
import { deletedSecretNotFound } from './errors.ts'
import { renderDeleted, renderVersion, secretsOf, type SecretDocument } from './secret-document.ts'
import type { VaultCall, VaultRoute } from './vault-call.ts'

/** Soft delete: a deleted secret keeps its name until it is recovered or purged. */
export function registerDeletedSecrets(world: World, route: VaultRoute): void {
  const deleted = ({ secret, name }: VaultCall): SecretDocument => {
    if (secret?.deletedAt === undefined) throw deletedSecretNotFound(name)
    return secret
  }
  route('GET', '/deletedsecrets/:secret', 'get', call => renderDeleted(world, call.vault, deleted(call)))
  route('POST', '/deletedsecrets/:secret/recover', 'recover', call => {
    const { deletedAt: _gone, ...secret } = deleted(call)
    secretsOf(world).put(secret.id, secret)
    const last = secret.versions.at(-1)
    return last && renderVersion(world, call.vault, secret.name, last, false)
  })
  route('DELETE', '/deletedsecrets/:secret', 'purge', call => {
    secretsOf(world).delete(deleted(call).id)
    void call.reply.status(204)
  })
}
