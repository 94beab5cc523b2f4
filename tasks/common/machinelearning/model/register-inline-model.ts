import { createHash } from 'node:crypto'
import * as path from 'node:path'
import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { InlineModel } from '../../specification/deployment/model.ts'
import { isRemote } from '../../specification/local-path.ts'
import { dataHash } from '../../storage/content-hash.ts'
import { readIgnoreRules } from '../../storage/ignore-rules.ts'
import { assetId } from '../asset-id.ts'
import { uploadData } from '../data/upload-data.ts'
import { DEFAULT_DATASTORE } from '../datastore/datastore.ts'
import { defined, mapValues } from '../job/defined.ts'
import type { Workspace } from '../workspace/workspace.ts'

/**
 * The ARM id of a model that a deployment file describes. Without a name of its own its content is its name, as the
 * official client has it, so the same files are one model, however often they are deployed. One that is registered is
 * left as it is.
 */
export async function registerInlineModel(workspace: Workspace, model: InlineModel): Promise<string> {
  const { session } = workspace
  const { name, version } = await nameOf(model)
  const label = model.name === undefined ? path.basename(model.path) : `${name}:${version}`
  const id = assetId(workspace, 'models', name, version)
  const url = resourceUrl(session, id)
  return attempt(`Registering the model ${label}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(`Model ${label}: ${known ? 'already registered' : 'registering'}.`)
    if (known) return id
    const body = modelBody(model, await uriOf(workspace, model))
    await session.door.send('ResourceManager', { method: 'PUT', url, body })
    return id
  })
}

/** What lies in Azure already has no content to be named by; its address names it. */
async function nameOf({
  name,
  version,
  path: target,
}: InlineModel): Promise<{ name: string; version: string }> {
  if (name !== undefined) return { name, version: version ?? '1' }
  const content = isRemote(target) ? target : await dataHash(target, await readIgnoreRules(target))
  return { name: createHash('sha256').update(content).digest('hex'), version: version ?? '1' }
}

/** The whole address, as the official client writes it; what does not lie in a datastore stays as it is. */
async function uriOf(workspace: Workspace, { path: target, datastore }: InlineModel): Promise<string> {
  const store = datastore?.replace(/^azureml:/, '') ?? DEFAULT_DATASTORE
  const uri = isRemote(target) ? target : (await uploadData(workspace, target, store)).uri
  return uri.replace(/^azureml:\/(?=\/datastores\/)/, () => {
    const [subscription = ''] = /(?<=\/subscriptions\/)[^/]+/i.exec(workspace.id) ?? []
    return `azureml://subscriptions/${subscription}/resourcegroups/${workspace.resourceGroup}/workspaces/${workspace.name}`
  })
}

const modelBody = (model: InlineModel, modelUri: string): object => ({
  properties: defined({
    modelUri,
    modelType: model.type,
    description: model.description,
    stage: model.stage,
    flavors: model.flavors && mapValues(model.flavors, data => ({ data })),
    tags: texts(model.tags),
    properties: texts(model.properties),
    isAnonymous: model.name === undefined,
    isArchived: false,
  }),
})

/** Without those that have no value, as the official client has it. */
const texts = (entries: Readonly<Record<string, string | null>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  )
