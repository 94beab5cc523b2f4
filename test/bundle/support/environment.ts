import path from 'node:path'
import type { TaskManifest } from '../../../build/task-manifest.ts'

/** What a step of a pipeline hands to a task. */
export interface Step {
  inputs?: Record<string, string>
  variables?: Record<string, string>
  /** Variables from main to post. */
  taskVariables?: Record<string, string>
  connections?: ServiceConnection[]
  /** System.AccessToken of the job. */
  accessToken?: string
}

export interface ServiceConnection {
  id: string
  url: string
  scheme: string
  parameters: Record<string, string>
  data: Record<string, string>
}

/** Of this process a task gets what any program needs, and nothing by which it could find this repository. */
const inherited = [
  'PATH',
  'HOME',
  'LANG',
  'TMPDIR',
  'SystemRoot',
  'PIP_INDEX_URL',
  'UV_INDEX_URL',
  'SSL_CERT_FILE',
]

/** The environment that the agent makes for a task, in the order in which it makes it. */
export function agentEnvironment(manifest: TaskManifest, step: Step, root: string): Record<string, string> {
  const { variables = {}, taskVariables = {}, connections = [], accessToken } = step
  return {
    ...Object.fromEntries(inherited.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : []))),
    TF_BUILD: 'True',
    ...prefixed('', variables),
    VSTS_PUBLIC_VARIABLES: JSON.stringify(Object.keys(variables)),
    ...prefixed('INPUT_', rootedInputs(manifest, step.inputs ?? {}, root)),
    ...Object.fromEntries(connections.flatMap(connection => Object.entries(endpoint(connection)))),
    ...(accessToken && endpoint(systemConnection(accessToken))),
    ...prefixed('VSTS_TASKVARIABLE_', taskVariables),
  }
}

/** Every declared input arrives, blank ones too, and a path is rooted at the sources even when it is blank. */
function rootedInputs(
  { inputs }: TaskManifest,
  given: Record<string, string>,
  root: string,
): Record<string, string> {
  const values = inputs.map(({ name, type, defaultValue = '' }) => {
    const value = (given[name] ?? defaultValue).trim()
    return [name, type === 'filePath' ? path.resolve(root, value) : value]
  })
  return Object.fromEntries(values) as Record<string, string>
}

function endpoint({ id, url, scheme, parameters, data }: ServiceConnection): Record<string, string> {
  return {
    [`ENDPOINT_URL_${id}`]: url,
    [`ENDPOINT_AUTH_${id}`]: JSON.stringify({ scheme, parameters }),
    [`ENDPOINT_AUTH_SCHEME_${id}`]: scheme,
    [`ENDPOINT_DATA_${id}`]: JSON.stringify(data),
    ...prefixed(`ENDPOINT_AUTH_PARAMETER_${id}_`, parameters),
    ...prefixed(`ENDPOINT_DATA_${id}_`, data),
  }
}

function systemConnection(accessToken: string): ServiceConnection {
  const parameters = { AccessToken: accessToken }
  return { id: 'SYSTEMVSSCONNECTION', url: '', scheme: 'OAuth', parameters, data: {} }
}

function prefixed(prefix: string, values: Record<string, string>): Record<string, string> {
  const mangled = (name: string) => `${prefix}${name.replaceAll(/[. ]/g, '_').toUpperCase()}`
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [mangled(name), value]))
}
