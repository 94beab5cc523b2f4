import { createHash } from 'node:crypto'
import { pythonYaml } from '../../specification/python-yaml.ts'
import type { InlineEnvironment } from '../../specification/job/environment.ts'

/** What is looked at for the version of an environment without a name. */
interface Content {
  readonly image?: string | undefined
  readonly condaFile?: string | undefined
  readonly routes?: InlineEnvironment['inference_config'] | undefined
  /** Content hash of the build context. */
  readonly context?: string
  readonly dockerfile?: string | undefined
}

/**
 * The version under which the official client registers an environment without a name, so that both find each other's.
 * (It means to chain hashes, but writes the first one between any two digits of the next.)
 */
export function anonymousVersion({ image, condaFile, routes, context, dockerfile }: Content): string {
  const parts =
    context === undefined ? [image, routes && routesText(routes), condaFile] : [context, dockerfile]
  const hashes = parts.filter(part => part !== undefined && part !== '').map(part => sha256(String(part)))
  return sha256(hashes.reduce((chain, hash) => (chain === '' ? hash : [...hash].join(chain)), ''))
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The client's own form of the routes, which is what it hashes. */
function routesText(routes: NonNullable<Content['routes']>): string {
  const models = '!!python/object:azure.ai.ml._restclient.arm_ml_service.models._models.'
  const route = (name: string, { path, port }: { path: string; port: number }): string =>
    `  ${name}: ${models}Route\n    _data:\n${indented(pythonYaml({ path, port }))}`
  return [
    `${models}InferenceContainerProperties\n_data:\n`,
    route('livenessRoute', routes.liveness_route),
    route('readinessRoute', routes.readiness_route),
    route('scoringRoute', routes.scoring_route),
  ].join('')
}

const indented = (lines: string): string => lines.replace(/^(?=.)/gm, '      ')
