import { delimiter } from 'node:path'
import type { World } from '../../core/world.ts'
import type { RunDocument } from '../../run-history/run-document.ts'
import { programDirectory } from '../environments/tool.ts'
import type { Bindings } from '../command-line.ts'
import type { CommandDefinition } from '../job-definition.ts'
import type { Node } from './node.ts'

export interface NodeContext {
  run: RunDocument
  definition: CommandDefinition
  node: Node
  bindings: Bindings
  /** Directory of the virtual environment. */
  environment: string
  runToken: string
  caBundle: string
  /** Of this process in a job of several. */
  rank: { node: number; variables: Record<string, string> }
}

type Variables = Record<string, string>

/**
 * The whole environment of a job's process: what a node of the common runtime has, the job's own variables, and the one
 * thing a node lacks, local Azure's authority. Source: reference azure-api-verified 10.2.
 */
export function nodeVariables(world: World, context: NodeContext): Variables {
  const { definition, caBundle } = context
  return {
    ...dataVariables(context),
    ...machineVariables(context),
    ...workspaceVariables(world, context),
    ...runVariables(world, context),
    ...mlflowVariables(world, context),
    ...context.rank.variables,
    REQUESTS_CA_BUNDLE: caBundle,
    SSL_CERT_FILE: caBundle,
    ...definition.environmentVariables,
  }
}

/** A proxy belongs to the machine's network; local Azure itself is never behind it. */
const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']

function machineVariables({ node, environment }: NodeContext): Variables {
  const proxies = proxyNames.flatMap((name): [string, string][] => {
    const address = process.env[name]
    return address ? [[name, address]] : []
  })
  const exceptions = [process.env['NO_PROXY'], 'localhost', '127.0.0.1'].filter(Boolean).join(',')
  const system = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  return {
    PATH: [programDirectory(environment), ...system].join(delimiter),
    HOME: node.home,
    TMPDIR: node.temporary,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    ...Object.fromEntries(proxies),
    ...(proxies.length > 0 && { NO_PROXY: exceptions, no_proxy: exceptions }),
  }
}

function workspaceVariables({ settings, endpoints, workspaceArmId }: World, { run }: NodeContext): Variables {
  return {
    AZUREML_ARM_SUBSCRIPTION: settings.subscriptionId,
    AZUREML_ARM_RESOURCEGROUP: settings.resourceGroup,
    AZUREML_ARM_WORKSPACE_NAME: settings.workspace,
    AZUREML_ARM_PROJECT_NAME: run.experimentName,
    AZUREML_CURRENT_CLOUD: 'AzureCloud',
    AZUREML_SERVICE_ENDPOINT: endpoints.dataPlane,
    AZUREML_RUN_HISTORY_SERVICE_ENDPOINT: endpoints.dataPlane,
    AZUREML_DISCOVERY_SERVICE_ENDPOINT: `${endpoints.dataPlane}/discovery`,
    AZUREML_WORKSPACE_SCOPE: workspaceArmId,
    AZUREML_EXPERIMENT_SCOPE: `${workspaceArmId}/experiments/${run.experimentName}`,
    AZUREML_WORKSPACE_ID: settings.workspaceId,
    AZUREML_EXPERIMENT_ID: run.experimentId,
  }
}

function runVariables(world: World, { run, runToken, node, definition, rank }: NodeContext): Variables {
  const { settings, endpoints } = world
  const context = {
    subscription_id: settings.subscriptionId,
    resource_group: settings.resourceGroup,
    workspace_name: settings.workspace,
    workspace_id: settings.workspaceId,
    service_endpoint: endpoints.dataPlane,
    discovery_endpoint: `${endpoints.dataPlane}/discovery`,
    experiment_name: run.experimentName,
    experiment_id: run.experimentId,
    root_run_id: run.rootRunId,
    run_id: run.runId,
    run_token: runToken,
    run_history_service_endpoint: endpoints.dataPlane,
    data_container_id: run.dataContainerId,
    run_uuid: run.runUuid,
  }
  return {
    AZUREML_RUN_ID: run.runId,
    AZUREML_ROOT_RUN_ID: run.rootRunId,
    AZUREML_RUN_TOKEN: runToken,
    AZUREML_RUN_TOKEN_EXPIRY: String(tokenExpiry(runToken)),
    AZUREML_CR_AZUREML_CONTEXT: JSON.stringify(context),
    AZUREML_CR_COMPUTE_CONTEXT: JSON.stringify({
      cluster_name: definition.computeName,
      node_id: `node-${rank.node}`,
      vm_id: null,
      run_attempt_count: 1,
      gpu_count: 0,
      vm_size: null,
    }),
    AZUREML_CR_CORRELATION_ID: run.runId,
    AZUREML_CR_EXECUTION_WORKING_DIR_PATH: node.workingDirectory,
    AZUREML_CR_DATA_CAPABILITY_PATH: node.dataDirectory,
    AZUREML_NODE_COUNT: String(definition.instanceCount),
  }
}

function tokenExpiry(token: string): number {
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number
  }
  return payload.exp
}

function mlflowVariables(world: World, { run, runToken }: NodeContext): Variables {
  const host = new URL(world.endpoints.dataPlane).host
  return {
    MLFLOW_TRACKING_URI: `azureml://${host}/mlflow/v1.0${world.workspaceArmId}?`,
    MLFLOW_TRACKING_TOKEN: runToken,
    MLFLOW_EXPERIMENT_ID: run.experimentId,
    MLFLOW_EXPERIMENT_NAME: run.experimentName,
    MLFLOW_RUN_ID: run.runId,
  }
}

/** Inputs and outputs by name; the names without the AZURE_ML prefix are the older spelling of the same. */
function dataVariables({ definition, bindings }: NodeContext): Variables {
  const entries = Object.entries(definition.inputs).flatMap(([name, input]): [string, string][] => {
    const value = bindings.inputs[name] ?? ''
    if (input.kind === 'literal') return [[`AZUREML_PARAMETER_${name}`, value]]
    return [
      [`AZURE_ML_INPUT_${name}`, value],
      [`AZUREML_DATAREFERENCE_${name}`, value],
    ]
  })
  const outputs = Object.entries(bindings.outputs).flatMap(([name, path]): [string, string][] => [
    [`AZURE_ML_OUTPUT_${name}`, path],
    [name, path],
  ])
  const sample = Object.entries(bindings.search_space).map(([name, value]): [string, string] => [
    `AZUREML_SWEEP_${name}`,
    value,
  ])
  const names = Object.keys(bindings.outputs).join(',')
  return {
    ...Object.fromEntries([...outputs, ...entries, ...sample]),
    ...(names && { AZUREML_DATASET_FILE_OUTPUTS: names }),
  }
}
