import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity'
import type { HttpClient } from '@azure/core-rest-pipeline'
import { isPublicAuthority } from './clouds.ts'
import type { ServiceConnection } from './service-connection.ts'

/** The credential of a service connection. `assertion` gives a fresh id token whenever Entra asks for one. */
export function credentialOf(
  connection: ServiceConnection,
  network: HttpClient,
  assertion: () => Promise<string>,
): TokenCredential {
  const { tenantId, signIn } = connection
  const options = {
    authorityHost: connection.authorityUrl,
    disableInstanceDiscovery: !isPublicAuthority(connection.authorityUrl),
    httpClient: network,
    retryOptions: { maxRetries: 0 },
  }
  switch (signIn.scheme) {
    case 'WorkloadIdentityFederation':
      return new ClientAssertionCredential(tenantId, signIn.clientId, assertion, options)
    case 'ServicePrincipalKey':
      return new ClientSecretCredential(tenantId, signIn.clientId, signIn.key.reveal(), options)
    case 'ServicePrincipalCertificate':
      return new ClientCertificateCredential(
        tenantId,
        signIn.clientId,
        { certificate: signIn.certificate.reveal() },
        options,
      )
    case 'ManagedServiceIdentity':
      return new ManagedIdentityCredential({
        ...(signIn.clientId && { clientId: signIn.clientId }),
        ...options,
      })
  }
}
