import { implicitJobName, type Job, type Located, type Step } from '../model.ts'
import { PipelineError } from '../position.ts'
import type { Cursor } from '../templates/cursor.ts'
import { includeTemplates } from '../templates/include.ts'
import { readFields, type Fields } from './fields.ts'
import { readSteps } from './steps.ts'
import { isDownloadNone, readMatrix, readRunOnce } from './strategy.ts'
import { readVariables } from './variables.ts'

/** Understood, and without effect on a local run: one agent on this machine, a fresh workspace for each job. */
const withoutEffect = ['pool', 'workspace', 'uses', 'templateContext', 'group']

const keys = [
  'displayName',
  'dependsOn',
  'condition',
  'variables',
  'continueOnError',
  'timeoutInMinutes',
  'cancelTimeoutInMinutes',
  'strategy',
  ...withoutEffect,
]

const refused = {
  container: 'Local runs have no container jobs; remove the key.',
  services: 'Local runs have no service containers; start what is needed in a script.',
}

export function readJobs(list: Cursor, root: string): Job[] {
  const jobs = includeTemplates(list.items('"jobs"'), 'jobs', root).map((item, index) =>
    readJob(item, index, root),
  )
  const seen = new Set<string>()
  for (const { name, at } of jobs) {
    if (seen.has(name.toLowerCase()))
      throw new PipelineError(at, `There are two jobs "${name}".`, 'Rename one.')
    seen.add(name.toLowerCase())
  }
  return jobs
}

function readJob(item: Cursor, index: number, root: string): Job {
  const found = item.entries('A job').map(entry => entry.key)
  const kind = found.includes('deployment') ? 'deployment' : 'job'
  if (kind === 'job' && !found.includes('job')) {
    throw new PipelineError(
      item.at,
      'This is no job.',
      'Begin it with "- job: name" or "- deployment: name".',
    )
  }
  const own = kind === 'job' ? ['job', 'steps'] : ['deployment', 'environment']
  const all = readFields(item, `a ${kind}`, [...own, ...keys], refused)
  const name = all.text(kind) || `${implicitJobName}${index + 1}`
  requireIdentifier(name, all)
  return buildJob(kind, name, all, root)
}

/** A job made of the `steps` that a file has at its top, or a stage without jobs. */
export function readImplicitJob(fields: Fields, root: string): Job {
  return buildJob('job', implicitJobName, fields, root, { implicit: true })
}

function buildJob(
  kind: Job['kind'],
  name: string,
  all: Fields,
  root: string,
  { implicit = false } = {},
): Job {
  refuseServerPool(all)
  const { fields, variables } = implicit ? { fields: all, variables: [] } : readVariables(all, root)
  const strategy = fields.get('strategy')
  return {
    name,
    displayName: (implicit ? undefined : fields.optionalText('displayName')) ?? name,
    kind,
    environment: kind === 'deployment' ? readEnvironment(fields) : undefined,
    dependsOn: fields.list('dependsOn') ?? [],
    condition: fields.located('condition'),
    variables,
    matrix: kind === 'job' && strategy ? readMatrix(strategy) : undefined,
    steps: kind === 'job' ? readJobSteps(fields, root) : readRunOnce(strategy, fields.at, root),
    continueOnError: fields.located('continueOnError'),
    timeoutInMinutes: fields.located('timeoutInMinutes'),
    cancelTimeoutInMinutes: fields.located('cancelTimeoutInMinutes'),
    at: fields.at,
  }
}

function readJobSteps(fields: Fields, root: string): Step[] {
  const list = fields.get('steps')
  const steps = (list ? readSteps(list, root) : []).filter(step => !isDownloadNone(step))
  const isCheckout = (step: Step): boolean => step.task.text === 'Checkout@1'
  if (steps.some(isCheckout)) return steps.filter(step => !isCheckout(step) || wanted(step))
  return [implicitCheckout(fields), ...steps]
}

/** `checkout: none` only says that the implicit one is not wanted. */
function wanted(step: Step): boolean {
  const repository = step.inputs.get('repository')
  if (repository?.text === 'none') return false
  if (repository && repository.text !== 'self') {
    throw new PipelineError(
      repository.at,
      'Local runs check out this repository only.',
      'Use "checkout: self".',
    )
  }
  return true
}

function implicitCheckout({ at }: Fields): Step {
  const self: Located = { text: 'self', at }
  return {
    name: undefined,
    displayName: undefined,
    task: { text: 'Checkout@1', at },
    inputs: new Map([['repository', self]]),
    env: new Map(),
    condition: undefined,
    enabled: true,
    continueOnError: undefined,
    timeoutInMinutes: undefined,
    retryCountOnTaskFailure: undefined,
    target: undefined,
    at,
  }
}

function readEnvironment(fields: Fields): string {
  const cursor = fields.get('environment')
  if (!cursor)
    throw new PipelineError(fields.at, 'A deployment needs an environment.', 'Add "environment: name".')
  if (cursor.resolve().tree.kind !== 'mapping') return cursor.text('"environment"')
  const remedy = 'Local runs have no environment resources; name the environment alone.'
  return readFields(cursor, 'an environment', ['name'], {
    resourceName: remedy,
    resourceId: remedy,
    resourceType: remedy,
    tags: remedy,
  }).text('name')
}

function refuseServerPool(fields: Fields): void {
  const pool = fields.get('pool')
  if (pool?.tree.kind === 'scalar' && pool.text('"pool"') === 'server') {
    throw new PipelineError(pool.at, 'Local runs have no agentless jobs.', 'Leave the job out of local runs.')
  }
}

export function requireIdentifier(name: string, fields: Fields): void {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return
  throw new PipelineError(
    fields.at,
    `"${name}" is no name of a job or stage.`,
    'Use letters, digits and "_".',
  )
}
