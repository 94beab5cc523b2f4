import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../../machinelearning/assets/asset-version.ts'
import type { DeploymentDocument, Probe } from '../../machinelearning/deployment/deployment-document.ts'
import { findEnvironment } from '../environments/resolve.ts'
import type { ExecutionServices } from '../services.ts'
import type { ContainerSpec } from './container-spec.ts'
import { DeploymentFailure } from './deployment-failure.ts'
import { milliseconds } from './duration.ts'
import type { ImageStore } from './image/image-store.ts'
import { codeVariables, downloadCode } from './prepare-code.ts'
import { condaStart } from './start-conda.ts'
import { imageStart, type StartContext } from './start-image.ts'
import { mlflowImage, mlflowStart } from './start-mlflow.ts'

export interface PreparedContainer {
  spec: ContainerSpec
  /** Path below which the server scores. */
  scoringPath: string
  /** What getLogs names as the pulled image. */
  image: string
}

/** Variables that the service adds to a container beside the deployment's own. */
export type AddedVariables = Record<string, string>

/**
 * Makes what a deployment runs available on this machine: an image from the registry, or an environment of a conda
 * file with the deployment's code and model.
 *
 * @param directory of the deployment, for its code and model
 * @throws DeploymentFailure
 */
export async function prepareContainer(
  world: World,
  services: Pick<ExecutionServices, 'environments'> & { images: ImageStore },
  deployment: DeploymentDocument,
  { directory, added }: { directory: string; added: AddedVariables },
): Promise<PreparedContainer> {
  const { environmentId, codeConfiguration, environmentVariables, readinessProbe } = deployment.properties
  const servesItself = environmentId === null
  const code =
    codeConfiguration || servesItself ? await downloadCode(world, deployment, directory) : undefined
  const variables = { ...(code && codeVariables(code)), ...environmentVariables, ...added }
  const context = { variables, code, directory }
  const { image, start, routes } =
    servesItself && code
      ? {
          image: mlflowImage,
          start: await mlflowStart(services.environments, { ...context, code }),
          routes: {},
        }
      : await ofEnvironment(services, knownEnvironment(world, environmentId), context)
  const readinessPath = routes.readinessRoute?.path ?? '/'
  return {
    image,
    scoringPath: routes.scoringRoute?.path ?? '/score',
    spec: { start, readinessPath, startWithin: startWithin(readinessProbe) },
  }
}

interface Startable {
  image: string
  start: ContainerSpec['start']
  routes: Routes
}

async function ofEnvironment(
  { environments, images }: Pick<ExecutionServices, 'environments'> & { images: ImageStore },
  { properties }: AssetVersion,
  context: StartContext,
): Promise<Startable> {
  const { condaFile, inferenceConfig } = properties
  const image = String(properties['image'])
  const start =
    typeof condaFile === 'string'
      ? await condaStart(environments, condaFile, context)
      : await imageStart(images, image, context)
  return { image, start, routes: inferenceConfig ?? {} }
}

/** Of an environment's inference configuration; without one Microsoft's server is meant. */
type Routes = Partial<Record<'readinessRoute' | 'scoringRoute', { path: string } | null>>

function knownEnvironment(world: World, reference: string | null): AssetVersion {
  const environment = reference === null ? undefined : findEnvironment(world, reference)
  if (environment) return environment
  throw new DeploymentFailure(
    'ImagePullLoopBackOff',
    `The environment '${String(reference)}' has no image that can be pulled here.`,
  )
}

/** As long as the probe allows a container to fail; Kubernetes' defaults where it says nothing. */
function startWithin(probe: Probe | null): number {
  const { initialDelay = 'PT10S', period = 'PT10S', failureThreshold = 30 } = probe ?? {}
  return milliseconds(initialDelay) + failureThreshold * milliseconds(period)
}
