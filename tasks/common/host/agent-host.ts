import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import * as tl from 'azure-pipelines-task-lib/task.js'
import { systemClock } from '../clock.ts'
import { AgentLog } from './agent-log.ts'
import type { Cancellation } from './cancellation.ts'
import type {
  Compensation,
  Connections,
  Disposer,
  Host,
  InputSource,
  NetworkSettings,
  Outputs,
  ProxySettings,
  TaskIdentity,
  TaskState,
  Variables,
} from './host.ts'
import { neutralise } from './neutralise.ts'
import { Secret } from './secret.ts'

/** The Azure Pipelines agent as a host, through task-lib: the only door to it. */
export class AgentHost implements Host {
  readonly task: TaskIdentity
  readonly inputs = agentInputs
  readonly variables = agentVariables
  readonly connections = agentConnections
  readonly outputs = agentOutputs
  readonly state = agentState
  readonly log = new AgentLog()
  readonly clock = systemClock
  readonly network: NetworkSettings
  readonly #cancellation: Cancellation

  constructor(name: string, cancellation: Cancellation) {
    this.task = { name }
    this.network = agentNetwork(name)
    this.#cancellation = cancellation
  }

  get signal(): AbortSignal {
    return this.#cancellation.signal
  }

  onCancel(compensation: Compensation): Disposer {
    return this.#cancellation.register(compensation)
  }

  secret(value: string): Secret {
    return mask(value)
  }

  complete(result: 'Succeeded' | 'SucceededWithIssues', message: string): void {
    const results = {
      Succeeded: tl.TaskResult.Succeeded,
      SucceededWithIssues: tl.TaskResult.SucceededWithIssues,
    }
    tl.setResult(results[result] as tl.TaskResult.Succeeded, neutralise(message))
  }

  /** One issue with everything a reader needs; the agent shows it in the log and on the run's page. */
  fail(lines: readonly string[]): void {
    tl.setResult(tl.TaskResult.Failed, neutralise(lines.join('\n')))
  }
}

const present = (value: string | undefined): string | undefined => value?.trim() || undefined

const agentInputs: InputSource = {
  text: name => present(tl.getInput(name)),
  path: name => (present(tl.getInput(name)) && suppliedPath(name)) || undefined,
}

/** The agent roots even an empty path input at its sources folder, or at the release's folder. */
function suppliedPath(name: string): string | undefined {
  const value = tl.getPathInput(name)
  const roots = ['Build.SourcesDirectory', 'System.DefaultWorkingDirectory', 'Agent.BuildDirectory']
  const isRoot = roots.map(root => tl.getVariable(root)).some(root => root && sameFolder(root, value ?? ''))
  return isRoot ? undefined : value
}

const sameFolder = (a: string, b: string): boolean => path.resolve(a) === path.resolve(b)

const agentVariables: Variables = { get: name => present(tl.getVariable(name)) }

const agentConnections: Connections = {
  azure: id => ({
    id,
    url: tl.getEndpointUrl(id, true),
    scheme: tl.getEndpointAuthorizationScheme(id, true),
    parameter: name => present(tl.getEndpointAuthorizationParameter(id, name, true)),
    data: name => present(tl.getEndpointDataParameter(id, name, true)),
  }),
  accessToken: () => {
    const token = tl.getEndpointAuthorization('SYSTEMVSSCONNECTION', true)?.parameters['AccessToken']
    return token ? mask(token) : undefined
  },
}

const masked = new Set<string>()

/** Once is enough: the agent remembers. It takes one line at a time. */
function mask(value: string): Secret {
  for (const line of value.split(/\r?\n/)) {
    if (line.trim() === '' || masked.has(line)) continue
    masked.add(line)
    tl.setSecret(line)
  }
  return new Secret(value)
}

const agentOutputs: Outputs = {
  set: (name, value) => tl.setVariable(name, value, false, true),
  setSecret: (name, value) => tl.setVariable(name, value.reveal(), true, true),
  setVariable: (name, value) => tl.setVariable(name, value),
  prependPath: folder => tl.prependPath(folder),
  async summary(name, markdown) {
    const folder = tl.getVariable('Agent.TempDirectory') ?? process.cwd()
    const file = path.join(folder, `${name.replace(/[^\w-]+/g, '-')}.md`)
    await fs.writeFile(file, markdown)
    tl.uploadSummary(file)
  },
}

const agentState: TaskState = {
  get: name => present(tl.getTaskVariable(name)),
  set: (name, value) => tl.setTaskVariable(name, value),
}

function agentNetwork(name: string): NetworkSettings {
  const agent = tl.getVariable('Agent.Version') ?? 'unknown'
  return {
    proxy: agentProxy(),
    caFile: tl.getHttpCertConfiguration()?.caFile || undefined,
    userAgent: `mlops-azureml-pipelines/${name} (agent ${agent}; node ${process.versions.node})`,
  }
}

function agentProxy(): ProxySettings | undefined {
  const proxy = tl.getHttpProxyConfiguration()
  if (!proxy?.proxyUrl) return undefined
  return {
    url: proxy.proxyUrl,
    username: proxy.proxyUsername || undefined,
    password: proxy.proxyPassword ? mask(proxy.proxyPassword) : undefined,
    bypass: proxy.proxyBypassHosts ?? [],
  }
}
