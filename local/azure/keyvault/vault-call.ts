import type { FastifyReply } from 'fastify'
import type { Permission } from './authorize.ts'
import type { SecretDocument } from './secret-document.ts'
import type { VaultDocument } from './vault-document.ts'

/** One call to a vault's data plane, after token and permission were checked. */
export interface VaultCall {
  vault: VaultDocument
  /** Undefined where the secret never was or was purged. */
  secret: SecretDocument | undefined
  name: string
  version: string | undefined
  body: unknown
  reply: FastifyReply
}

export type VaultRoute = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  permission: Permission,
  handle: (call: VaultCall) => unknown,
) => void
