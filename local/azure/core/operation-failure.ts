import type { ErrorDetail } from './errors.ts'

/** Codes that the inference service writes before its message, and not into the structure of its error. */
const WRITTEN_BEFORE = /^(OutOfQuota|OutOfCapacity|BadArgument)$/
const OF_THE_SERVICE = /^(ServiceError|InternalServerError)$/

/**
 * The error of an operation that failed for a known reason, in the form of the service that runs such operations:
 * endpoints and deployments wrap the code in a refusal, the installation of an extension buries it in a sentence.
 */
export function operationFailure(kind: string, code: string, message = 'It cannot be done.'): ErrorDetail {
  const [resource] = kind.split('.')
  if (resource === 'extension') return extensionFailure(code, message)
  if (resource !== 'deployment' && resource !== 'endpoint') return { code, message }
  if (WRITTEN_BEFORE.test(code)) return { code: 'BadRequest', message: writtenBefore(code, message) }
  if (OF_THE_SERVICE.test(code)) {
    const target = 'POST https://inference-deployment-api/deployments'
    return {
      code: 'ServiceError',
      message: 'Received 500 from a service request',
      target,
      details: [{ code, message }],
    }
  }
  return { code: 'BadRequest', message: 'The request is invalid.', details: [{ code, message }] }
}

const writtenBefore = (code: string, message: string): string =>
  message.startsWith(`${code}:`) ? message : `${code}: ${message}`

function extensionFailure(code: string, message: string): ErrorDetail {
  const reason = code === 'ExtensionOperationFailed' ? message : `${code}: ${message}`
  return {
    code: 'ExtensionOperationFailed',
    message: `The extension operation failed with the following error:  Error: [ InnerError: [${reason}]] occurred while doing the operation : [Create] on the config, For general troubleshooting visit: https://aka.ms/k8s-extensions-TSG, For more application specific troubleshooting visit: Troubleshooting: https://aka.ms/arcmltsg.`,
  }
}
