import { asAzureError } from '../azure/attempt.ts'
import type { AzureError } from '../azure/azure-error.ts'
import { TaskError } from '../errors.ts'
import type { KeyVault } from './vault.ts'

const OFFICER = 'Key Vault Secrets Officer'

/** A refusal of a vault as an error for people; any other error as it was. */
export function explainVaultError(what: string, vault: KeyVault, error: unknown): Error {
  const refusal = asAzureError(error)
  if (!refusal) return error instanceof Error ? error : new Error(String(error))
  return new TaskError(`${what} failed: ${refusal.serviceMessage}`, {
    ...adviceOn(refusal, vault),
    error: refusal,
  })
}

interface Advice {
  readonly cause?: string
  readonly remedy?: string
}

function adviceOn({ status, codes, code, serviceMessage }: AzureError, vault: KeyVault): Advice {
  const said = new Set([code, ...codes])
  if (said.has('ForbiddenByFirewall') || said.has('ForbiddenByConnection'))
    return {
      cause: `The network rules of key vault ${vault.name} keep this agent out.`,
      remedy:
        'Run on an agent inside its network, or allow the address of the agent under Networking of the vault.',
    }
  if (said.has('ForbiddenByPolicy'))
    return {
      cause:
        'A policy of your organisation forbids a secret like this one, mostly one without an expiry date.',
      remedy: 'Meet the policy that the message names, or ask its owner for an exemption for this vault.',
    }
  if (status === 403) return mayNot(vault, /recover/i.test(serviceMessage))
  if (said.has('VaultNotFound') || status === 404)
    return { cause: 'The vault was deleted.', remedy: `Recover it: az keyvault recover --name ${vault.name}` }
  if (status === 401)
    return {
      cause: 'The vault belongs to another tenant than the service connection.',
      remedy: 'Name a vault of the tenant of the service connection (keyVaultName).',
    }
  return status >= 500 ? { cause: 'Azure had an error of its own.', remedy: 'Run again.' } : {}
}

/** A vault goes by roles or by access policies; each wants another command. */
function mayNot({ session, id, name, goesByRoles }: KeyVault, isRecovery: boolean): Advice {
  const client = session.connection.signIn.clientId ?? 'CLIENT_ID'
  const permissions = `get set${isRecovery ? ' recover' : ''}`
  return {
    cause: goesByRoles
      ? `The identity of the service connection lacks the role ${OFFICER} on key vault ${name}.`
      : `No access policy of key vault ${name} gives the identity of the service connection: ${permissions}.`,
    remedy: goesByRoles
      ? `Grant it, and wait some minutes: az role assignment create --assignee ${client} --role "${OFFICER}" --scope ${id}`
      : `Grant them: az keyvault set-policy --name ${name} --spn ${client} --secret-permissions ${permissions}`,
  }
}
