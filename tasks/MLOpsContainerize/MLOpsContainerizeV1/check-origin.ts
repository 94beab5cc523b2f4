import { TaskError } from '../../common/errors.ts'
import type { BuildOutput } from '../../common/handoff/build-output.ts'
import { runOf, type ModelVersion } from '../../common/machinelearning/model/model-version.ts'

/**
 * Another workspace may hold another model under the same name and version: the job that made it tells them apart.
 *
 * @throws TaskError where the hand-off and the registry name different jobs
 */
export function checkOrigin(
  file: string,
  { job_name: handedOff }: BuildOutput,
  resource: ModelVersion,
  model: string,
): void {
  const made = runOf(resource)
  const names = [made, resource.properties.tags?.['mlops.run']]
  if (!handedOff || made === undefined || names.includes(handedOff)) return
  throw new TaskError(`${model} is not the model that was handed off.`, {
    cause: `The hand-off ${file} names job ${handedOff}, but in this workspace job ${made} made ${model}: it is another workspace, or the model was deleted and its version given again.`,
    remedy:
      "Use the workspace of the training step, or name the model that is meant by 'modelName' and 'modelVersion'.",
  })
}
