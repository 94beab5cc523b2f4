import { inParallel } from '../../../common/in-parallel.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Kind } from '../plan/item.ts'
import type { Found, FoundItem } from './found.ts'
import { BuildContexts } from './build-contexts.ts'
import { listBelow, listBelowOne, timeOf, type Resource } from './list.ts'
import { assetReference, newestReference, referencesOf, taggedModel } from './references.ts'

/** Kinds of assets by the segment of their path. */
const SEGMENTS = {
  model: 'models',
  component: 'components',
  environment: 'environments',
  code: 'codes',
} as const
type AssetKind = keyof typeof SEGMENTS
const isAsset = (kind: Kind): kind is AssetKind => Object.hasOwn(SEGMENTS, kind)

/** All versions of the assets of these kinds, archived or not. */
export async function readAssets(workspace: Workspace, kinds: ReadonlySet<Kind>): Promise<Found> {
  const contexts = kinds.has('image') ? new BuildContexts(workspace) : undefined
  const items: FoundItem[] = []
  for (const kind of [...kinds].filter(isAsset)) {
    const containers = await listBelow(workspace, SEGMENTS[kind])
    const found = await inParallel(containers, 8, ({ name }) => versionsOf(workspace, kind, name, contexts))
    items.push(...found.flat())
  }
  return { items, users: [] }
}

async function versionsOf(
  workspace: Workspace,
  kind: AssetKind,
  name: string,
  contexts: BuildContexts | undefined,
): Promise<FoundItem[]> {
  const versions = await listBelowOne(workspace, `${SEGMENTS[kind]}/${name}/versions`)
  const items = await inParallel(versions, 8, async version => {
    const item = assetItem(kind, name, version)
    const bases = kind === 'environment' ? await contexts?.basesOf(item.name, version.properties) : undefined
    return bases ? { ...item, refersTo: [...item.refersTo, ...bases] } : item
  })
  const newest = Math.max(...items.map(({ since }) => since))
  return items.map(item =>
    item.since === newest ? { ...item, names: [...item.names, newestReference(SEGMENTS[kind], name)] } : item,
  )
}

function assetItem(kind: AssetKind, name: string, version: Resource): FoundItem {
  const { id, properties, systemData } = version
  const tags = (properties?.['tags'] ?? {}) as Record<string, string>
  const madeBy = properties?.['jobName'] || tags['mlops.run']
  const own = assetReference(SEGMENTS[kind], name, version.name)
  return {
    kind,
    id: id.toLowerCase(),
    resource: id,
    name: `${name}:${version.name}`,
    group: kind === 'code' ? 'code' : name,
    since: timeOf(systemData?.createdAt),
    tags,
    names: [own, ...(kind === 'environment' ? taggedModel(tags).map(environmentsOf) : [])],
    refersTo: [
      ...referencesOf(properties),
      ...(kind === 'environment' ? taggedModel(tags) : []),
      ...(kind === 'model' ? [environmentsOf(own)] : []),
    ],
    ...(kind === 'environment' && name.startsWith('AzureML-') && { inUse: 'belongs to Azure' }),
    ...(kind === 'model' && typeof madeBy === 'string' && { madeBy }),
  }
}

/** Stands for the environments whose images serve a model. */
const environmentsOf = (model: string): string => `environments of ${model}`
