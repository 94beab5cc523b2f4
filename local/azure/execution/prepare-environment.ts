import type { World } from '../core/world.ts'
import { artifactPlace } from '../machinelearning/common/uris.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { setStatus } from '../run-history/runs.ts'
import { EnvironmentError } from './environments/plan.ts'
import { type ResolvedEnvironment, resolveEnvironment } from './environments/resolve.ts'
import { createAppendLog } from './logs/append-log.ts'
import { JobFailure } from './run-error.ts'
import type { ExecutionServices } from './services.ts'

const imageBuildLog = 'azureml-logs/20_image_build_log.txt'

/**
 * The Python environment of a job; the first job that needs it builds it and keeps the build log, as Azure does with
 * images.
 *
 * @throws JobFailure when there is no such environment to be had
 */
export async function prepareEnvironment(
  world: World,
  services: ExecutionServices,
  run: RunDocument,
  reference: string,
): Promise<ResolvedEnvironment & { directory: string }> {
  const place = artifactPlace(world, run.dataContainerId, imageBuildLog)
  const log = createAppendLog(world.blobs, place.container, place.path)
  const writeLine = (line: string) => log.write(line + '\n')
  try {
    const resolved = resolveEnvironment(world, reference)
    const ready = services.environments.find(resolved.plan)
    if (ready) return { ...resolved, directory: ready }
    setStatus(world, run.runId, 'Preparing')
    return { ...resolved, directory: await services.environments.build(resolved.plan, writeLine) }
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    writeLine(error.message)
    throw new JobFailure(
      `Image build failed. For more details, check the log file ${imageBuildLog}. ${error.message}`,
    )
  } finally {
    await log.flush()
  }
}
