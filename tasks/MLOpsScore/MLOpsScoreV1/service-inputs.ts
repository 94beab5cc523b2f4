import type { Host } from '../../common/host/host.ts'
import type { InputReader } from '../../common/host/input-reader.ts'
import type { Secret } from '../../common/host/secret.ts'
import { readWorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { SERVING_NAME } from '../../common/specification/serving-name.ts'

/** Where the service is: an endpoint whose address and key are read from Azure, or both as given. */
export type ServiceInputs =
  | {
      readonly by: 'endpoint'
      readonly azureSubscription: string
      readonly resourceGroup: string
      readonly workspaceName: string
      readonly endpointName: string
    }
  | { readonly by: 'address'; readonly scoringUri: string; readonly key: Secret | undefined }

const ADDRESS = {
  pattern: /^https?:\/\/[^\s/]+/i,
  expected: 'an address that begins with https:// or http://',
}

export function readServiceInputs(read: InputReader, host: Host): ServiceInputs {
  const scoringUri = read.text('scoringUri', ADDRESS)
  const endpointName = read.text('endpointName', SERVING_NAME)
  const key = readKey(read, host)
  if (scoringUri !== undefined) {
    if (endpointName !== undefined)
      read.reject('endpointName', 'name the endpoint or give its scoring address, not both.')
    if (!URL.canParse(scoringUri)) read.reject('scoringUri', `"${scoringUri}" is no address.`)
    return { by: 'address', scoringUri, key }
  }
  if (key !== undefined)
    read.reject('key', 'belongs to a scoring address; of an endpoint by name it is read from Azure.')
  if (endpointName === undefined) {
    read.reject('endpointName', 'name an endpoint, or give a scoring address and its key.')
    return { by: 'address', scoringUri: '', key: undefined }
  }
  const { azureSubscription, resourceGroup, workspaceName } = readWorkspaceInputs(read, host)
  return { by: 'endpoint', azureSubscription, resourceGroup, workspaceName, endpointName }
}

/** Never quoted, whatever it is. */
function readKey(read: InputReader, host: Host): Secret | undefined {
  const key = read.text('key')
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]+$/.test(key))
    read.reject('key', 'holds blanks or characters that no key has; give the key alone, without "Bearer".')
  return host.secret(key)
}
