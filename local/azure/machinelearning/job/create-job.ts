import type { ArmCall } from '../../core/arm-routes.ts'
import { audiences } from '../../core/audiences.ts'
import { AzureError, notEmulated } from '../../core/errors.ts'
import { mfeError, mfeValidation } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { Runner } from '../../execution/runner.ts'
import { sweepProperties, sweepTags } from '../../execution/sweep/sweep-run.ts'
import { describeOutputs } from '../../run-history/outputs.ts'
import { createRun, findRun, updateRun } from '../../run-history/runs.ts'
import { absolute } from '../assets/asset-routes.ts'
import { type Fields, bodyCheck, withDefaults } from '../common/body.ts'
import { systemData } from '../common/system-data.ts'
import { commandDefinition } from './command-definition.ts'
import { type JobDocument, defaultOutput, jobsOf, renderJob } from './job-document.ts'
import { jobSchema } from './job-schema.ts'
import { serviceProperties } from './service-properties.ts'
import { sweepDefinition } from './sweep-definition.ts'
import { pipelineDefinition } from './pipeline-definition.ts'

const checkBody = bodyCheck('job', jobSchema)

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/

/** PUT of a job: starts it, or changes the little that may change of one that is there. */
export async function putJob(world: World, runner: Runner, call: ArmCall): Promise<object> {
  const name = call.params['name'] ?? ''
  if (!namePattern.test(name)) throw mfeValidation(`The job name '${name}' is invalid.`, world.mfe())
  const properties = checkBody(call.body, world.mfe())
  if (properties['jobType'] === 'Pipeline' || needsUserToken(properties)) await requireUserToken(world, call)
  const existing = jobsOf(world).get(call.id)
  if (existing) return renderJob(world, updateJob(world, call, existing, properties))
  const job = startJob(world, runner, call, name, properties)
  void call.reply.status(201).header('location', absolute(world, call))
  return renderJob(world, job)
}

/** Tags, properties, display name and archive state; tags replace those that were there. */
function updateJob(world: World, call: ArmCall, job: JobDocument, sent: Fields): JobDocument {
  const before = job.properties
  const properties = {
    ...before,
    tags: sent['tags'] ?? {},
    properties: { ...(before['properties'] as Fields), ...(sent['properties'] as Fields | null) },
    displayName: sent['displayName'] ?? before['displayName'],
    description: sent['description'] ?? before['description'],
    isArchived: sent['isArchived'] ?? false,
  }
  if (findRun(world, job.name))
    updateRun(world, job.name, { tags: properties.tags as Record<string, string> })
  const changed = systemData(call.caller, world.clock.now(), job.systemData)
  return jobsOf(world).put(job.id, { ...job, properties, systemData: changed })
}

function startJob(
  world: World,
  runner: Runner,
  call: ArmCall,
  name: string,
  properties: Fields,
): JobDocument {
  const jobType = String(properties['jobType'])
  const job = toDocument(world, call, name, properties)
  if (jobType === 'Command') startCommand(world, runner, call, job)
  else if (jobType === 'Sweep') startSweep(world, runner, call, job)
  else if (jobType === 'Pipeline') startPipeline(world, runner, call, job)
  else throw notEmulated(`jobs of type ${jobType}`)
  return jobsOf(world).put(call.id, job)
}

const needsUserToken = ({ identity }: Fields): boolean =>
  (identity as { identityType?: string } | null | undefined)?.identityType === 'UserIdentity'

/** A pipeline acts in its user's name: the request must bring a token for Azure ML itself. */
async function requireUserToken(world: World, { request }: ArmCall): Promise<void> {
  const token = request.headers['x-azureml-token']
  try {
    await world.tokens.verify(
      typeof token === 'string' ? `Bearer ${token}` : undefined,
      audiences.machineLearning,
    )
  } catch (error) {
    if (!(error instanceof AzureError)) throw error
    const message = `The header x-azureml-token must hold a valid token for ${audiences.machineLearning[0]}.`
    throw mfeError(401, { code: 'UserError', message, inner: 'AuthorizationError' }, world.mfe())
  }
}

const defaults: Fields = {
  description: null,
  tags: {},
  isArchived: false,
  computeId: null,
  componentId: null,
  identity: null,
  inputs: {},
  parameters: {},
}

function toDocument(world: World, call: ArmCall, name: string, sent: Fields): JobDocument {
  const outputs = {
    ...(sent['outputs'] as Fields | null),
    default: defaultOutput(name),
  }
  const properties = {
    ...withDefaults(defaults, sent),
    displayName: sent['displayName'] ?? name,
    experimentName: sent['experimentName'] ?? 'Default',
    properties: { ...(sent['properties'] as Fields | null), ...serviceProperties(sent) },
    outputs,
    jobType: String(sent['jobType']),
  }
  return { id: call.id, name, properties, systemData: systemData(call.caller, world.clock.now()) }
}

function startCommand(world: World, runner: Runner, call: ArmCall, job: JobDocument): void {
  const definition = commandDefinition(world, job.name, job.properties)
  const { outputs, command, computeName, environmentId, environmentVariables } = definition
  createRun(world, {
    ...runOf(call, job),
    runType: 'azureml.scriptrun',
    status: 'Starting',
    target: computeName,
    outputs: describeOutputs(world, job.name, outputs),
    definition: { command, environmentId, environmentVariables, target: computeName },
  })
  runner.startCommand(definition)
}

function startSweep(world: World, runner: Runner, call: ArmCall, job: JobDocument): void {
  const run = runOf(call, job)
  const definition = sweepDefinition(world, run, job.properties)
  createRun(world, {
    ...run,
    runType: 'hyperdrive',
    target: definition.trial.computeName,
    properties: { ...run.properties, ...sweepProperties(definition) },
    tags: { ...run.tags, ...sweepTags(definition) },
  })
  runner.startSweep(definition)
}

function startPipeline(world: World, runner: Runner, call: ArmCall, job: JobDocument): void {
  const run = runOf(call, job)
  const definition = pipelineDefinition(world, run, job.properties)
  createRun(world, { ...run, runType: 'azureml.PipelineRun', status: 'Preparing' })
  runner.startPipeline(definition)
}

const runOf = (call: ArmCall, { name, properties }: JobDocument) => ({
  runId: name,
  displayName: String(properties['displayName']),
  experimentName: String(properties['experimentName']),
  userId: call.caller.objectId,
  tags: properties['tags'] as Record<string, string>,
  properties: properties['properties'] as Record<string, string>,
})
