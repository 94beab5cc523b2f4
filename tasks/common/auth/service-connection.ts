import type { Host, RawConnection } from '../host/host.ts'
import type { Secret } from '../host/secret.ts'
import { TaskError } from '../errors.ts'

export type SignIn =
  | {
      readonly scheme: 'WorkloadIdentityFederation'
      readonly clientId: string
      readonly subject: string
      readonly issuer: string
    }
  | { readonly scheme: 'ServicePrincipalKey'; readonly clientId: string; readonly key: Secret }
  | {
      readonly scheme: 'ServicePrincipalCertificate'
      readonly clientId: string
      readonly certificate: Secret
    }
  | { readonly scheme: 'ManagedServiceIdentity'; readonly clientId: string | undefined }

/** An Azure Resource Manager service connection, understood. URLs have no trailing slash. */
export interface ServiceConnection {
  readonly id: string
  readonly signIn: SignIn
  readonly tenantId: string
  readonly subscriptionId: string
  readonly environment: string
  readonly resourceManagerUrl: string
  readonly authorityUrl: string
  /** Filled where the connection is scoped to an Azure Machine Learning workspace. */
  readonly workspace: { readonly resourceGroup?: string; readonly name?: string }
}

/** Reads the connection that a `connectedService:AzureRM` input names. Sends nothing. */
export function readServiceConnection(host: Host, id: string): ServiceConnection {
  const raw = host.connections.azure(id)
  const group = raw.data('resourceGroupName')
  const name = raw.data('mlWorkspaceName')
  return {
    id,
    signIn: signInOf(raw, host),
    tenantId: raw.parameter('tenantid') ?? missing('tenant id'),
    subscriptionId: raw.data('subscriptionid') ?? missing('subscription id'),
    environment: raw.data('environment') ?? 'AzureCloud',
    resourceManagerUrl: withoutSlash(
      raw.url ?? raw.data('resourceManagerUrl') ?? missing('resource manager URL'),
    ),
    authorityUrl: authorityOf(raw),
    workspace: { ...(group && { resourceGroup: group }), ...(name && { name }) },
  }
}

function signInOf(raw: RawConnection, host: Host): SignIn {
  const scheme = (raw.scheme ?? 'ServicePrincipal').toLowerCase()
  if (scheme === 'workloadidentityfederation') {
    return {
      scheme: 'WorkloadIdentityFederation',
      clientId: clientIdOf(raw),
      subject: raw.parameter('workloadIdentityFederationSubject') ?? 'unknown',
      issuer: raw.parameter('workloadIdentityFederationIssuer') ?? 'unknown',
    }
  }
  if (scheme === 'managedserviceidentity') {
    return { scheme: 'ManagedServiceIdentity', clientId: raw.data('msiclientId') }
  }
  if (scheme === 'serviceprincipal') return servicePrincipalOf(raw, host)
  throw new TaskError(`The service connection signs in by ${raw.scheme}, which this task cannot use.`, {
    remedy:
      'Choose an Azure Resource Manager connection with workload identity federation, a secret, a certificate or a managed identity.',
  })
}

function servicePrincipalOf(raw: RawConnection, host: Host): SignIn {
  if (raw.parameter('authenticationType')?.toLowerCase() === 'spncertificate') {
    const certificate = raw.parameter('servicePrincipalCertificate') ?? missing('certificate')
    return {
      scheme: 'ServicePrincipalCertificate',
      clientId: clientIdOf(raw),
      certificate: host.secret(certificate),
    }
  }
  const key = raw.parameter('serviceprincipalkey') ?? missing('secret')
  return { scheme: 'ServicePrincipalKey', clientId: clientIdOf(raw), key: host.secret(key) }
}

/** MSAL's authority first; the older key next; the public cloud where the connection names none. */
function authorityOf(raw: RawConnection): string {
  const authority = raw.data('activeDirectoryAuthority') ?? raw.data('environmentAuthorityUrl')
  return withoutSlash(authority ?? 'https://login.microsoftonline.com')
}

const clientIdOf = (raw: RawConnection): string => raw.parameter('serviceprincipalid') ?? missing('client id')

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

function missing(what: string): never {
  throw new TaskError(`The service connection carries no ${what}.`, {
    cause: 'It was not saved whole, or this pipeline may not use it.',
    remedy:
      'Open Project settings > Service connections, verify the connection, and authorise it for this pipeline.',
  })
}
