import { MACHINE_LEARNING_API } from '../../azure/resource-manager.ts'
import type { JobBody } from './body.ts'

/** The versions with which azure-ai-ml 1.35.2 submits. They know settings that the stable version would not take. */
const PREVIEWS: Readonly<Record<string, string>> = {
  Command: '2025-01-01-preview',
  Sweep: '2024-01-01-preview',
}

/** The api-version for a job's PUT: the stable one, unless the body says what only a preview knows. */
export function jobApiVersion(body: JobBody): string {
  const preview = PREVIEWS[String(body['jobType'])]
  return preview !== undefined && needsPreview(body) ? preview : MACHINE_LEARNING_API
}

const needsPreview = (body: JobBody): boolean =>
  has(body, 'parentJobName') ||
  has(below(body, 'queueSettings'), 'priority') ||
  has(below(body, 'samplingAlgorithm'), 'logbase') ||
  (body['jobType'] === 'Sweep' && has(body, 'resources')) ||
  Object.values(below(body, 'outputs')).some(output => has(output, 'assetVersion')) ||
  [body, below(body, 'trial')].some(runsAsPreview)

function runsAsPreview(command: JobBody): boolean {
  const resources = below(command, 'resources')
  const { distributionType } = below(command, 'distribution')
  return distributionType === 'Ray' || has(resources, 'locations') || has(resources, 'maxInstanceCount')
}

const below = (value: JobBody, key: string): JobBody => (value[key] ?? {}) as JobBody

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && (value as JobBody)[key] !== undefined
