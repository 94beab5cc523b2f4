import type { Host } from '../../common/host/host.ts'
import type { VolatileArgument } from '../../common/registry/image/dockerfile.ts'
import type { ChosenModel } from './choose-candidate.ts'

/** What the build tells of itself; outside the key of the content. */
export function volatileArguments({ variables, clock }: Host): Record<VolatileArgument, string> {
  return {
    CREATED: new Date(clock.now()).toISOString(),
    REVISION: variables.get('Build.SourceVersion') ?? '',
    VERSION: variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName') ?? '',
    SOURCE: variables.get('Build.Repository.Uri') ?? '',
  }
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

/** The number of the build, in the letters that a tag may have. */
export function defaultTags({ variables }: Host): string[] {
  const number = variables.get('Build.BuildNumber') ?? variables.get('Release.ReleaseName')
  return number === undefined
    ? []
    : [
        number
          .replace(/[^\w.-]+/g, '-')
          .replace(/^[.-]+/, '')
          .slice(0, 128),
      ]
}
