import type { Host } from '../../../common/host/host.ts'
import type { VolatileArgument } from '../../../common/registry/image/dockerfile.ts'
import type { ChosenModel } from '../choose-candidate.ts'

/** What the build tells of itself; outside the key of the content. */
export function volatileArguments({ variables, clock }: Host): Record<VolatileArgument, string> {
  return {
    MLOPS_CREATED: new Date(clock.now()).toISOString(),
    MLOPS_REVISION: variables.get('Build.SourceVersion') ?? '',
    MLOPS_VERSION: variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName') ?? '',
    MLOPS_SOURCE: withoutLogin(variables.get('Build.Repository.Uri') ?? ''),
  }
}

/** A label is for everybody who may pull the image; the address of a repository may hold a user or a token. */
function withoutLogin(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  if (url.username === '' && url.password === '') return address
  url.username = url.password = ''
  return url.href
}

const PLAIN = /^[\w.-]+$/

/** The model by name, run and numbers. What a Dockerfile could take for something else is left out. */
export function labelsOf({
  model,
  name,
  version,
  job,
  metrics,
}: Pick<ChosenModel, 'model' | 'name' | 'version' | 'job' | 'metrics'>): Record<string, string> {
  const numbers = Object.entries(metrics).filter(
    ([metric, value]) => PLAIN.test(metric) && Number.isFinite(value),
  )
  return {
    'mlops.model': model,
    'mlops.model.name': name,
    'mlops.model.version': version,
    ...(job !== undefined && PLAIN.test(job) && { 'mlops.run': job }),
    ...Object.fromEntries(numbers.map(([metric, value]) => [`mlops.metric.${metric}`, String(value)])),
  }
}

export const repositoryOf = (model: string): string =>
  model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The number of the build, in the letters that a tag may have; none where it has no such letter. */
export function defaultTags({ variables }: Host): string[] {
  const number = variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName') ?? ''
  const tag = number
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128)
  return tag === '' ? [] : [tag]
}
