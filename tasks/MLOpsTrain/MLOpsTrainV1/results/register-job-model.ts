import type { Host } from '../../../common/host/host.ts'
import { contractTags } from '../../../common/machinelearning/contract-tags.ts'
import { registerModel, type RegisteredModel } from '../../../common/machinelearning/model/register-model.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { CompletedJob } from '../run/follow-to-ends.ts'
import type { WaitInputs } from '../inputs.ts'
import { uriOfModel } from './model-uri.ts'

/** Registers the model of a job that is complete, where the inputs ask for it, and tells the next steps. */
export async function registerJobModel(
  workspace: Workspace,
  completed: CompletedJob,
  { model, tags }: WaitInputs,
  host: Host,
): Promise<RegisteredModel | undefined> {
  if (!model) return undefined
  const { job } = completed
  const registered = await registerModel(workspace, {
    name: model.name,
    uri: uriOfModel(model, completed),
    type: model.type,
    job: job.name,
    description: model.description,
    tags: { ...tags, ...contractTags(host.variables, { 'mlops.run': job.name }) },
  })
  const how = registered.isNew ? 'registered' : 'was registered by an earlier attempt'
  host.log.info(`Model ${registered.name}:${registered.version} ${how}.`)
  host.outputs.set('modelName', registered.name)
  host.outputs.set('modelVersion', registered.version)
  host.outputs.set('modelId', registered.id)
  return registered
}
