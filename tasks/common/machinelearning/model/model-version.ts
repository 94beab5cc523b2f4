import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

type Tags = Readonly<Record<string, string>>

/** A registered model version, whole, so that it can be sent back. */
export interface ModelVersion {
  readonly id: string
  /** The version; Azure calls it the resource's name. */
  readonly name: string
  readonly properties: {
    readonly modelUri?: string | null
    readonly modelType?: string | null
    readonly jobName?: string | null
    readonly tags?: Tags | null
    readonly [other: string]: unknown
  }
}

/** What Azure takes of a model version, by the schema of its API; its answers hold more than that. */
const WRITABLE = new Set([
  'datasets',
  'description',
  'flavors',
  'isAnonymous',
  'isArchived',
  'jobName',
  'modelType',
  'modelUri',
  'properties',
  'stage',
  'tags',
])

export async function findModelVersion(
  workspace: Workspace,
  name: string,
  version: string,
): Promise<ModelVersion | undefined> {
  const url = resourceUrl(workspace.session, assetId(workspace, 'models', name, version))
  const found = await attempt(`Reading model ${name}:${version}`, () =>
    orNotFound(() => workspace.session.door.send<ModelVersion>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body
}

export interface VersionFilter {
  /** `key=value` or `key`. */
  readonly tags?: string
  readonly stage?: string
}

interface Page {
  readonly value?: readonly ModelVersion[]
  readonly nextLink?: string | null
}

/** The newest versions of a model that match and are not archived, the newest first; at most `count`. */
export async function newestModelVersions(
  workspace: Workspace,
  name: string,
  count: number,
  matches: (version: ModelVersion) => boolean = () => true,
  filter: VersionFilter = {},
): Promise<ModelVersion[]> {
  const { session } = workspace
  const query = { $orderBy: 'createdtime desc', listViewType: 'ActiveOnly', ...filter }
  const found: ModelVersion[] = []
  let url: string | undefined = resourceUrl(session, `${workspace.id}/models/${name}/versions`, query)
  while (url !== undefined && found.length < count) {
    const page: Page = await readPage(workspace, name, url)
    found.push(...(page.value ?? []).filter(matches))
    url = page.nextLink || undefined
  }
  return found.slice(0, count)
}

async function readPage({ session }: Workspace, name: string, url: string): Promise<Page> {
  const answer = await attempt(`Listing the versions of model ${name}`, () =>
    orNotFound(() => session.door.send<Page>('ResourceManager', { method: 'GET', url })),
  )
  return answer?.body ?? {}
}

/** Adds tags to a model version and changes nothing else of it; sends nothing where they are there already. */
export async function tagModelVersion(
  workspace: Workspace,
  name: string,
  version: string,
  tags: Tags,
): Promise<void> {
  const model = await findModelVersion(workspace, name, version)
  const known = model?.properties.tags ?? {}
  if (!model || Object.entries(tags).every(([key, value]) => known[key] === value)) return
  const writable = Object.entries(model.properties).filter(([key]) => WRITABLE.has(key))
  const properties = { ...Object.fromEntries(writable), tags: { ...known, ...tags } }
  await attempt(`Tagging model ${name}:${version}`, () =>
    workspace.session.door.send('ResourceManager', {
      method: 'PUT',
      url: resourceUrl(workspace.session, assetId(workspace, 'models', name, version)),
      body: { properties },
    }),
  )
}

/** The job that made a model version, by its lineage or by our tag. */
export const runOf = ({ properties }: ModelVersion): string | undefined =>
  properties.jobName || properties.tags?.['mlops.run'] || undefined
