import { Ajv, type ErrorObject } from 'ajv'
import { badRequest } from '../../core/arm-errors.ts'
import { notEmulated } from '../../core/errors.ts'

export interface BuildArgument {
  name: string
  value: string
  isSecret?: boolean
}

/** The flat body of a quick build. Source: ACR's API specification, DockerBuildRequest. */
export interface DockerBuildRequest {
  type: 'DockerBuildRequest'
  /** `repository:tag` without the login server. */
  imageNames?: string[]
  isPushEnabled?: boolean
  noCache?: boolean
  dockerFilePath: string
  target?: string | null
  arguments?: BuildArgument[]
  /** Seconds. */
  timeout?: number
  platform: { os: string; architecture?: string }
  agentConfiguration?: { cpu?: number }
  isArchiveEnabled?: boolean
  sourceLocation?: string
  credentials?: { sourceRegistry?: { loginMode?: string; identity?: string } }
}

const nullable = (type: string) => ({ type: [type, 'null'] })

const argument = {
  type: 'object',
  required: ['name', 'value'],
  properties: { name: { type: 'string' }, value: { type: 'string' }, isSecret: nullable('boolean') },
}

const schema = {
  type: 'object',
  required: ['type', 'dockerFilePath', 'platform'],
  properties: {
    type: { type: 'string' },
    dockerFilePath: { type: 'string', minLength: 1 },
    imageNames: { type: ['array', 'null'], items: { type: 'string', minLength: 1 } },
    isPushEnabled: nullable('boolean'),
    noCache: nullable('boolean'),
    isArchiveEnabled: nullable('boolean'),
    target: nullable('string'),
    sourceLocation: nullable('string'),
    arguments: { type: ['array', 'null'], items: argument },
    timeout: { type: ['integer', 'null'], minimum: 300, maximum: 28800 },
    platform: {
      type: 'object',
      required: ['os'],
      properties: { os: { enum: ['Linux', 'Windows'] }, architecture: nullable('string') },
    },
    agentConfiguration: { type: ['object', 'null'], properties: { cpu: nullable('integer') } },
    credentials: { type: ['object', 'null'] },
  },
}

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<DockerBuildRequest>(schema)
const otherKinds = ['EncodedTaskRunRequest', 'FileTaskRunRequest', 'TaskRunRequest']

/**
 * Reads the body of scheduleRun.
 *
 * @throws AzureError 400 for a body that breaks a rule, 501 for a kind of run or agent that is not emulated
 */
export function readRunRequest(body: unknown): DockerBuildRequest {
  const { type, agentPoolName } = (body ?? {}) as { type?: string; agentPoolName?: string | null }
  if (type !== undefined && otherKinds.includes(type)) throw notEmulated(`registry runs of type ${type}`)
  if (agentPoolName) throw notEmulated('agent pools of a container registry')
  if (type !== 'DockerBuildRequest')
    throw badRequest(`The run request's type '${String(type)}' is not supported.`, 'InvalidRunRequest')
  const request = withoutNulls(body)
  if (!validate(request)) throw badRequest(explain(validate.errors ?? []), 'InvalidRunRequest')
  if (request.platform.os !== 'Linux') throw notEmulated('builds for Windows')
  return request
}

/** Clients send null for what they leave to the service. */
const withoutNulls = (body: unknown): unknown =>
  Object.fromEntries(Object.entries(body as object).filter(([, value]) => value !== null))

const explain = (errors: ErrorObject[]): string =>
  `The run request is invalid. ${errors.map(({ instancePath, message }) => `${instancePath || 'The body'} ${message ?? 'is invalid'}.`).join(' ')}`
