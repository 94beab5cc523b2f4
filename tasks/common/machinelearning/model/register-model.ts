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

/** As many jobs may register under one name at the same moment, as the legs of a matrix do. */
const TRIES = 20
const LONGEST_PAUSE = 2000

/** Registers a job's model under the next version; the same job never registers twice. */
export async function registerModel(workspace: Workspace, model: ModelToRegister): Promise<RegisteredModel> {
  const { log, clock, signal } = workspace.session
  return attempt(`Registering model ${model.name}`, async () => {
    for (let tries = 1, tried: string | undefined; ; tries++) {
      const known = await findOfJob(workspace, model)
      if (known) return { name: model.name, version: known.name, id: known.id, isNew: false }
      const version = beyond(tried, await nextVersion(workspace, model.name))
      try {
        return await putVersion(workspace, model, version)
      } catch (error) {
        if (!isTaken(error) || tries === TRIES) throw error
        log.info(`Version ${version} of ${model.name} was taken meanwhile; trying the next one.`)
        tried = version
        await clock.sleep(Math.random() * Math.min(LONGEST_PAUSE, 100 * tries), signal)
      }
    }
  })
}

/** Archived versions count: what somebody put away is not registered anew. */
async function findOfJob(
  workspace: Workspace,
  { name, job }: ModelToRegister,
): Promise<ModelVersion | undefined> {
  const { session } = workspace
  const query = { tags: `mlops.run=${job}`, listViewType: 'All' }
  const url = resourceUrl(session, `${workspace.id}/models/${name}/versions`, query)
  const versions = await orNotFound(() => listAll<ModelVersion>(session, url))
  return versions?.find(
    ({ properties }) => properties.jobName === job || properties.tags?.['mlops.run'] === job,
  )
}

/** The service's own counter. */
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

/** The counter may lag behind a version that was just found taken. */
function beyond(tried: string | undefined, next: string): string {
  const [taken, counter] = [Number(tried), Number(next)]
  return Number.isSafeInteger(taken) && Number.isSafeInteger(counter) && counter <= taken
    ? String(taken + 1)
    : next
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
