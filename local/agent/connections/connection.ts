/** A service connection as the agent hands it to a task. */
export interface ServiceConnection {
  /** GUID in lower case; `SYSTEMVSSCONNECTION` for the connection to Azure DevOps itself. */
  id: string
  name: string
  url: string
  scheme: string
  parameters: Readonly<Record<string, string>>
  /** Undefined: the connection has none (that to Azure DevOps). */
  data: Readonly<Record<string, string>> | undefined
}

/** Authorization parameters that are no secrets; every other one is masked. */
const open = new Set(
  [
    'Role',
    'Scope',
    'TenantId',
    'IssuedAt',
    'ExpiresAt',
    'Audience',
    'AuthenticationType',
    'AuthorizationType',
    'AccessTokenType',
    'AccessTokenFetchingMethod',
    'UseWindowsSecurity',
    'Unsecured',
    'OAuthAccessTokenIsSupplied',
    'CompleteCallbackPayload',
    'acceptUntrustedCerts',
  ].map(name => name.toLowerCase()),
)

export function secretParameters({ parameters }: ServiceConnection): string[] {
  return Object.entries(parameters)
    .filter(([name]) => !open.has(name.toLowerCase()))
    .map(([, value]) => value)
}

/** The connection of that name or id. @throws when there is none, with the known names */
export function findConnection(connections: readonly ServiceConnection[], wanted: string): ServiceConnection {
  const key = wanted.toLowerCase()
  const found = connections.find(({ id, name }) => name.toLowerCase() === key || id.toLowerCase() === key)
  if (found) return found
  const known = connections.map(connection => connection.name).join(', ') || 'none'
  throw new Error(
    `There is no service connection "${wanted}". Known: ${known}. Add one with --connection ${wanted}=FILE.`,
  )
}
