import type { InlineEnvironment } from '../../specification/job/environment.ts'
import { camelCased, defined } from '../job/defined.ts'

interface Made {
  readonly condaFile: string | undefined
  readonly contextUri: string | undefined
  /** False where it has a name of its own. */
  readonly isAnonymous: boolean
}

/** The `properties` of an environment version that a file describes. */
export function environmentBody(
  environment: InlineEnvironment,
  { condaFile, contextUri, isAnonymous }: Made,
): object {
  const { image, build, os_type, inference_config, description, tags, properties } = environment
  return defined({
    image,
    condaFile,
    build: build && defined({ contextUri, dockerfilePath: build.dockerfile_path }),
    inferenceConfig: inference_config && camelCased(inference_config),
    osType: os_type,
    isAnonymous,
    isArchived: false,
    description,
    tags: tags && Object.keys(tags).length > 0 ? tags : undefined,
    properties: properties && Object.keys(properties).length > 0 ? properties : undefined,
  })
}
