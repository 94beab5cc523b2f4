import type { ErrorDetail } from '../../core/errors.ts'
import { clusterIdOf } from './extension-path.ts'
import type { World } from '../../core/world.ts'
import { clustersOf } from '../cluster/cluster-document.ts'
import { type ExtensionDocument, azureMlExtensionType, settingOf } from './extension-document.ts'
import { flawOf } from './router-certificate.ts'

/**
 * Why Helm cannot install the AzureML extension with these settings; undefined where it can. The service finds out
 * while it installs, so this is the operation's error and not the request's.
 *
 * @param secrets protected settings that came with this request
 */
export function installationError(
  world: World,
  extension: ExtensionDocument,
  secrets: Record<string, string>,
): ErrorDetail | undefined {
  if (extension.extensionType.toLowerCase() !== azureMlExtensionType.toLowerCase()) return undefined
  const reason = reasonOf(extension) ?? nodesReason(world, extension) ?? tlsReason(extension, secrets)
  return reason === undefined ? undefined : { code: 'ExtensionOperationFailed', message: helmFailure(reason) }
}

function reasonOf(extension: ExtensionDocument): string | undefined {
  const setting = (name: string) => settingOf(extension, name)
  const [training, inference] = [setting('enableTraining'), setting('enableInference')]
  if (training !== 'true' && inference !== 'true')
    return "at least one of 'enableTraining' and 'enableInference' has to be 'True'"
  if (inference !== 'true') return undefined
  const router = setting('inferenceRouterServiceType')
  return router !== undefined && ['nodeport', 'loadbalancer', 'clusterip'].includes(router)
    ? undefined
    : "'inferenceRouterServiceType' has to be NodePort, LoadBalancer or ClusterIP"
}

/** The health check before the installation: three routers want three nodes. */
function nodesReason(world: World, extension: ExtensionDocument): string | undefined {
  const cluster = clustersOf(world).get(clusterIdOf(extension.id))
  const nodes = (cluster?.agentPools ?? []).reduce((sum, { count }) => sum + count, 0)
  return settingOf(extension, 'inferenceRouterHA') === 'true' && nodes < 3
    ? `E40002 INSUFFICIENT_NODE: inferenceRouterHA needs 3 nodes, the cluster has ${nodes}: pod healthcheck failed`
    : undefined
}

function tlsReason(extension: ExtensionDocument, secrets: Record<string, string>): string | undefined {
  if (settingOf(extension, 'enableInference') !== 'true') return undefined
  const isInsecure = settingOf(extension, 'allowInsecureConnections') === 'true'
  const cname = settingOf(extension, 'sslCname')
  if (cname === undefined)
    return isInsecure
      ? undefined
      : "E40007 INVALID_SSL_SETTING: give 'sslCname' with a certificate, or 'allowInsecureConnections'"
  const flaw = flawOf(secrets, cname)
  return flaw && `E40007 INVALID_SSL_SETTING: ${flaw}`
}

const helmFailure = (reason: string): string =>
  `The extension operation failed with the following error:  Error: [ InnerError: [Helm installation failed :  : InnerError [${reason}]]] occurred while doing the operation : [Create] on the config, For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG, For more application specific troubleshooting visit: Troubleshooting: https://aka.ms/arcmltsg.`
