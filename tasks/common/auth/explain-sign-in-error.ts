import type { GetTokenOptions, TokenCredential } from '@azure/identity'
import { CancelledError, TaskError, messageOf } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { ServiceConnection } from './service-connection.ts'

const advice: readonly (readonly [RegExp, string, string])[] = [
  [
    /AADSTS7000215/,
    'The secret of the service connection is wrong.',
    'Save the connection again with the value of a valid client secret (the value, not its id).',
  ],
  [
    /AADSTS7000222/,
    'The secret of the service connection has expired.',
    'Create a new client secret and save it in the connection, or convert the connection to workload identity federation.',
  ],
  [
    /AADSTS700016|AADSTS90002/,
    'The application or its tenant does not exist.',
    'Check tenant id and application id of the service connection.',
  ],
  [
    /AADSTS70021|AADSTS700211|AADSTS700213/,
    'The application has no federated credential for this connection.',
    'Add a federated credential with the issuer and subject named here to the application in Entra.',
  ],
  [/AADSTS700024/, 'The id token of the job had expired.', 'Check the clock of the agent.'],
  [
    /AADSTS50(0|1)\d*|AADSTS500011/,
    'The tenant does not know the resource that the token is for.',
    "Check that the connection's cloud and tenant are those of the workspace.",
  ],
]

/**
 * A credential whose tokens are masked before anyone sees them, and whose refusals are errors for people. The identity
 * SDK keeps only the words of an error that `assertion` threw, so the error itself is remembered here.
 */
export function explained(
  connection: ServiceConnection,
  host: Host,
  assertion: () => Promise<string>,
  make: (assertion: () => Promise<string>) => TokenCredential,
): TokenCredential {
  let refusal: unknown
  const credential = make(async () => {
    try {
      return await assertion()
    } catch (error) {
      refusal = error
      throw error
    }
  })
  return {
    async getToken(scopes: string | string[], options?: GetTokenOptions) {
      refusal = undefined
      try {
        const token = await credential.getToken(scopes, options)
        if (token) host.secret(token.token)
        return token
      } catch (error) {
        if (host.signal.aborted) throw new CancelledError('Signing in')
        throw refusal instanceof TaskError ? refusal : explain(error, connection)
      }
    },
  }
}

function explain(error: unknown, connection: ServiceConnection): TaskError {
  const text = messageOf(error)
  const [, cause, remedy] = advice.find(([pattern]) => pattern.test(text)) ?? []
  const { signIn } = connection
  const federation =
    signIn.scheme === 'WorkloadIdentityFederation'
      ? ` Issuer: ${signIn.issuer}, subject: ${signIn.subject}.`
      : ''
  return new TaskError('Signing in to Azure with the service connection failed.', {
    cause: cause ?? 'Entra refused the service connection.',
    remedy: (remedy ?? 'Verify the connection in Project settings > Service connections.') + federation,
    error,
  })
}
