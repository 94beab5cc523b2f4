import { computeSection, endpointsSection as section, type ServingError } from './serving-error.ts'

const DEPLOYMENT = ['deployment'] as const

/** What the cluster may not do in Azure: sign in, reach the registry, pull the image. */
export const IDENTITIES: readonly ServingError[] = [
  {
    code: 'ImagePullLoopBackOff',
    where: DEPLOYMENT,
    cause: 'The cluster cannot pull the image.',
    remedy:
      'Check that the image exists in the registry and that the identity of the endpoint (or the kubelet) has AcrPull on it.',
    source: section('ImagePullLoopBackOff'),
  },
  {
    code: 'ACRSecretError',
    where: DEPLOYMENT,
    cause: 'The cluster could not make its secret for the container registry.',
    remedy:
      'A new role needs some minutes: run again. Else check that the extension on the cluster is healthy and newer than 1.1.25, and that the registry is reachable from the cluster.',
    source: section('ACRSecretError'),
  },
  {
    code: 'ACRAuthenticationChallengeFailed',
    where: DEPLOYMENT,
    cause: 'The cluster cannot reach the container registry to sign in to it.',
    remedy: 'Open the way from the cluster to the registry (firewall, private endpoint, DNS).',
    source: section('ACRAuthenticationChallengeFailed'),
  },
  {
    code: 'ACRTokenExchangeFailed',
    where: DEPLOYMENT,
    cause: 'The container registry does not let the identity of the endpoint in.',
    remedy:
      'Grant it AcrPull on the registry; a registry other than that of the workspace must be granted by hand. A new role needs some minutes.',
    source: section('ACRTokenExchangeFailed'),
  },
  {
    code: 'TokenRefreshFailed',
    where: DEPLOYMENT,
    cause: 'The extension on the cluster could not refresh its Azure token.',
    remedy: 'Check the health of the AzureML extension; installing it again makes its identity anew.',
    source: section('TokenRefreshFailed'),
  },
  {
    code: 'GetAADTokenFailed',
    where: DEPLOYMENT,
    cause: 'The cluster could not get a Microsoft Entra token.',
    remedy:
      'Allow outgoing requests from the cluster to the sign-in hosts of your cloud and to the workspace; a workspace without public access needs a private endpoint in the cluster’s network.',
    source: section('GetAADTokenFailed'),
  },
  {
    code: 'RefreshExtensionIdentityNotSet',
    where: ['deployment', 'compute'],
    cause: 'The AzureML extension has no identity yet.',
    remedy: 'Wait some minutes after its installation; if it stays so, install the extension again.',
    source: computeSection('RefreshExtensionIdentityNotSet'),
  },
]
