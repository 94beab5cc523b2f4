import { existsSync } from 'node:fs'
import type { InputReader } from '../host/input-reader.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import { isOnKubernetes, type EndpointFile } from '../specification/endpoint/endpoint.ts'
import { readDeploymentFile, readEndpointFile } from '../specification/read-serving-files.ts'

/** The files of CLI v2 that say what is asked for. */
export interface ServingFiles {
  /** Undefined: the endpoint is there, or the form describes it. */
  readonly endpoint: EndpointFile | undefined
  readonly deployment: DeploymentFile
}

export type Kind = DeploymentFile['type']

/** Undefined where the form describes the deployment. */
export function readServingFiles(read: InputReader, kind: Kind): ServingFiles | undefined {
  if (read.choice('definition', ['inputs', 'file'], 'inputs') === 'inputs') return undefined
  const [endpointFile, deploymentFile] = [
    read.existingPath('endpointFile'),
    read.existingPath('deploymentFile'),
  ]
  const overrides = splitOverrides(read.lines('overrides'))
  if (deploymentFile === undefined)
    read.reject(
      'deploymentFile',
      'a deployment file is required; or choose to describe the deployment by inputs.',
    )
  if (endpointFile === undefined && overrides.endpoint.length > 0)
    read.reject('overrides', 'endpoint.* belongs to an endpoint file, and none is named.')
  const endpoint = readable(read, 'endpointFile', endpointFile, file =>
    readEndpointFile(file, overrides.endpoint),
  )
  const deployment = readable(read, 'deploymentFile', deploymentFile, file =>
    readDeploymentFile(file, overrides.deployment),
  )
  if (endpoint && (isOnKubernetes(endpoint) ? 'kubernetes' : 'managed') !== kind)
    read.reject('endpointFile', ENDPOINT_OF_OTHER_KIND[kind])
  if (deployment && deployment.type !== kind) read.reject('deploymentFile', DEPLOYMENT_OF_OTHER_KIND[kind])
  return deployment && { endpoint, deployment }
}

/** Those of these inputs that say something; an editor may send what it no longer shows, so they are no mistake. */
export const givenOf = (read: InputReader, names: readonly string[]): string[] =>
  names.filter(name => !/^(false)?$/i.test(read.text(name) ?? ''))

function readable<T>(
  read: InputReader,
  name: string,
  file: string | undefined,
  open: (file: string) => T,
): T | undefined {
  return file === undefined || !existsSync(file) ? undefined : read.orReject(name, () => open(file))
}

/** Lines whose path begins with `endpoint.` are for the endpoint file; `deployment.` may be written for the other. */
function splitOverrides(lines: readonly string[]): { endpoint: string[]; deployment: string[] } {
  const isOfEndpoint = (line: string): boolean => line.startsWith('endpoint.')
  return {
    endpoint: lines.filter(isOfEndpoint).map(line => line.replace(/^endpoint\./, '')),
    deployment: lines.filter(line => !isOfEndpoint(line)).map(line => line.replace(/^deployment\./, '')),
  }
}

const ENDPOINT_OF_OTHER_KIND = {
  kubernetes:
    'describes a managed endpoint: it names no compute. Add compute: azureml:NAME, or deploy it with MLOpsDeployToManagedEndpoint@1.',
  managed:
    'describes an endpoint on Kubernetes: it names a compute. Remove the compute, or deploy it with MLOpsDeployToAks@1.',
}
const DEPLOYMENT_OF_OTHER_KIND = {
  kubernetes:
    'describes a managed deployment. Write type: kubernetes, or deploy it with MLOpsDeployToManagedEndpoint@1.',
  managed: 'describes a deployment on Kubernetes. Write type: managed, or deploy it with MLOpsDeployToAks@1.',
}
