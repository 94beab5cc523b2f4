import type { ServiceConnection } from '../connections/connection.ts'
import type { Variable } from '../variables/variables.ts'

export interface EnvironmentParts {
  /** The environment of the agent itself. */
  inherited: NodeJS.ProcessEnv
  /** `env:` of the step, expanded. */
  step: ReadonlyMap<string, string>
  variables: readonly Variable[]
  inputs: ReadonlyMap<string, string>
  /** Connections named by an input, and the connection to Azure DevOps. */
  connections: readonly ServiceConnection[]
  taskVariables: readonly Variable[]
  /** Directories put before PATH by `task.prependpath`, the newest first. */
  prependedPaths: readonly string[]
  /** Marks all processes of a job, so that orphans are found. */
  lookupId: string
}

/** The environment of a task's process; later parts overwrite earlier ones, so the order matters. */
export function buildEnvironment(parts: EnvironmentParts): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(parts.inherited))
    if (value !== undefined) environment[name] = value
  for (const [name, value] of parts.step) environment[name] = value
  addVariables(environment, parts.variables)
  for (const [name, value] of parts.inputs) environment[environmentName(`INPUT_${name}`)] = value
  for (const connection of parts.connections) addConnection(environment, connection)
  for (const { name, value } of parts.taskVariables)
    environment[environmentName(`VSTS_TASKVARIABLE_${name}`)] = value
  addPaths(environment, parts.prependedPaths)
  environment['TF_BUILD'] = 'True'
  environment['VSTS_PROCESS_LOOKUP_ID'] = parts.lookupId
  return environment
}

/** Dots and spaces become underscores, letters capitals; hyphens stay. */
function environmentName(name: string): string {
  return name.replaceAll(/[. ]/g, '_').toUpperCase()
}

function addVariables(environment: Record<string, string>, variables: readonly Variable[]): void {
  const open = variables.filter(variable => !variable.secret)
  const secret = variables.filter(variable => variable.secret)
  for (const { name, value, preserveCase } of open) {
    environment[preserveCase === true ? name.replaceAll(/[. ]/g, '_') : environmentName(name)] = value
    if (name.toLowerCase() === 'agent.jobstatus') environment[name] = value
  }
  environment['VSTS_PUBLIC_VARIABLES'] = JSON.stringify(open.map(variable => variable.name))
  for (const { name, value } of secret) environment[`SECRET_${environmentName(name)}`] = value
  environment['VSTS_SECRET_VARIABLES'] = JSON.stringify(secret.map(variable => variable.name))
}

function addConnection(environment: Record<string, string>, connection: ServiceConnection): void {
  const { id, url, scheme, parameters, data } = connection
  environment[`ENDPOINT_URL_${id}`] = url
  environment[`ENDPOINT_AUTH_${id}`] = JSON.stringify({ parameters, scheme })
  environment[`ENDPOINT_AUTH_SCHEME_${id}`] = scheme
  for (const [key, value] of Object.entries(parameters)) {
    environment[`ENDPOINT_AUTH_PARAMETER_${id}_${environmentName(key)}`] = value
  }
  if (!data) return
  environment[`ENDPOINT_DATA_${id}`] = JSON.stringify(data)
  for (const [key, value] of Object.entries(data))
    environment[`ENDPOINT_DATA_${id}_${environmentName(key)}`] = value
}

function addPaths(environment: Record<string, string>, paths: readonly string[]): void {
  if (paths.length === 0) return
  const separator = process.platform === 'win32' ? ';' : ':'
  const name = Object.keys(environment).find(key => key.toUpperCase() === 'PATH') ?? 'PATH'
  const old = environment[name]
  environment[name] = [...paths, ...(old === undefined || old === '' ? [] : [old])].join(separator)
}
