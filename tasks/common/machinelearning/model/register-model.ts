import { asAzureError, attempt, orNotFound } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface ModelToRegister {
  readonly name: string
  /** `azureml://jobs/{job}/outputs/{output}/paths/...`, or any other URI that Azure takes. */
  readonly uri: string
  readonly type: string
  readonly job: string
  readonly description: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

export interface RegisteredModel {
  readonly name: string
  readonly version: string
  readonly id: string
  /** False where an earlier attempt had registered this very job's model. */
  readonly isNew: boolean
}

interface ModelVersion {
  readonly id: string
  readonly name: string
  readonly properties: { readonly jobName?: string | null; readonly tags?: Readonly<Record<string, string>> }
}

const TRIES = 5

/** Registers a job's model under the next version; the same job never registers twice. */
export async function registerModel(workspace: Workspace, model: ModelToRegister): Promise<RegisteredModel> {
  return attempt(`Registering model ${model.name}`, async () => {
    const known = await findOfJob(workspace, model)
    if (known) return { name: model.name, version: known.name, id: known.id, isNew: false }
    for (let attemptNumber = 1; ; attemptNumber++) {
      const version = await nextVersion(workspace, model.name)
      try {
        return await putVersion(workspace, model, version)
      } catch (error) {
        if (!isTaken(error) || attemptNumber === TRIES) throw error
        workspace.session.log.info(
          `Version ${version} of ${model.name} was taken meanwhile; trying the next one.`,
        )
      }
    }
  })
}

async function findOfJob(
  workspace: Workspace,
  { name, job }: ModelToRegister,
): Promise<ModelVersion | undefined> {
  const { session } = workspace
  const query = { tags: `mlops.run=${job}`, listViewType: 'ActiveOnly' }
  const url = resourceUrl(session, `${workspace.id}/models/${name}/versions`, query)
  const versions = await orNotFound(() => listAll<ModelVersion>(session, url))
  return versions?.find(
    ({ properties }) => properties.jobName === job || properties.tags?.['mlops.run'] === job,
  )
}

async function nextVersion(workspace: Workspace, name: string): Promise<string> {
  const { session } = workspace
  const url = resourceUrl(session, `${workspace.id}/models/${name}`)
  const answer = await orNotFound(() =>
    session.door.send<{ properties: { nextVersion?: string | null } }>('ResourceManager', {
      method: 'GET',
      url,
    }),
  )
  return answer?.body.properties.nextVersion ?? '1'
}

async function putVersion(
  workspace: Workspace,
  model: ModelToRegister,
  version: string,
): Promise<RegisteredModel> {
  const { session } = workspace
  const id = assetId(workspace, 'models', model.name, version)
  const properties = {
    modelUri: model.uri,
    modelType: model.type,
    jobName: model.job,
    description: model.description ?? '',
    tags: model.tags,
    properties: {},
    isAnonymous: false,
    isArchived: false,
  }
  const { body } = await session.door.send<ModelVersion>('ResourceManager', {
    method: 'PUT',
    url: resourceUrl(session, id),
    body: { properties },
  })
  return { name: model.name, version: body.name, id: body.id, isNew: true }
}

/** Another job took the version between our look and our PUT: a conflict, or a refusal to change its path. */
function isTaken(error: unknown): boolean {
  const refusal = asAzureError(error)
  return refusal?.status === 409 || /Asset paths cannot be updated/i.test(refusal?.serviceMessage ?? '')
}
