import type { ErrorDetail } from '../../core/errors.ts'
import { type ExtensionDocument, azureMlExtensionType, settingOf } from './extension-document.ts'

/**
 * Why Helm cannot install the AzureML extension with these settings; undefined where it can. The service finds out
 * while it installs, so this is the operation's error and not the request's.
 */
export function installationError(extension: ExtensionDocument): ErrorDetail | undefined {
  if (extension.extensionType.toLowerCase() !== azureMlExtensionType.toLowerCase()) return undefined
  const reason = reasonOf(extension)
  return reason === undefined ? undefined : { code: 'ExtensionOperationFailed', message: helmFailure(reason) }
}

function reasonOf(extension: ExtensionDocument): string | undefined {
  const setting = (name: string) => settingOf(extension, name)
  const [training, inference] = [setting('enableTraining'), setting('enableInference')]
  if (training !== 'true' && inference !== 'true')
    return "at least one of 'enableTraining' and 'enableInference' has to be 'True'"
  if (inference !== 'true') return undefined
  const router = setting('inferenceRouterServiceType')
  if (router === undefined || !['nodeport', 'loadbalancer', 'clusterip'].includes(router))
    return "'inferenceRouterServiceType' has to be NodePort, LoadBalancer or ClusterIP"
  return setting('allowInsecureConnections') === 'true' || setting('sslCname') !== undefined
    ? undefined
    : "E40007 INVALID_SSL_SETTING: give 'sslCname' with a certificate, or 'allowInsecureConnections'"
}

const helmFailure = (reason: string): string =>
  `The extension operation failed with the following error:  Error: [ InnerError: [Helm installation failed :  : InnerError [${reason}]]] occurred while doing the operation : [Create] on the config, For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG, For more application specific troubleshooting visit: Troubleshooting: https://aka.ms/arcmltsg.`
