import { inParallel } from '../../../common/in-parallel.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Kind } from '../plan/item.ts'
import type { Found, FoundItem } from './found.ts'
import type { BuildContexts } from './build-contexts.ts'
import { listBelow, listBelowOne, timeOf, type Resource } from './list.ts'
import { assetReference, newestReference, referencesOf, taggedModel } from './references.ts'

/** Kinds of assets by the segment of their path. */
const SEGMENTS = {
  model: 'models',
  component: 'components',
  environment: 'environments',
  code: 'codes',
} as const
export type AssetKind = keyof typeof SEGMENTS
const isAsset = (kind: Kind): kind is AssetKind => Object.hasOwn(SEGMENTS, kind)

/** Anybody may write a tag; what no job can be called is not asked for. */
const JOB_NAME = /^\w[\w-]{0,254}$/

/** All versions of the assets of these kinds, archived or not. */
export async function readAssets(
  workspace: Workspace,
  kinds: ReadonlySet<Kind>,
  contexts: BuildContexts | undefined,
): Promise<Found> {
  const items: FoundItem[] = []
  for (const kind of [...kinds].filter(isAsset)) {
    const containers = await listBelow(workspace, SEGMENTS[kind])
    const found = await inParallel(containers, 8, container =>
      versionsOf(workspace, kind, container, contexts),
    )
    items.push(...found.flat())
  }
  return { items, users: [] }
}

async function versionsOf(
  workspace: Workspace,
  kind: AssetKind,
  { name, properties }: Resource,
  contexts: BuildContexts | undefined,
): Promise<FoundItem[]> {
  const versions = await listBelowOne(workspace, `${SEGMENTS[kind]}/${name}/versions`)
  const latest = latestOf(versions, properties?.['latestVersion'])
  return inParallel(versions, 8, async version => {
    const needs = await needsOf(kind, `${name}:${version.name}`, version, contexts)
    const item = assetItem(kind, name, version, needs)
    return latest.has(version)
      ? { ...item, names: [...item.names, newestReference(SEGMENTS[kind], name)] }
      : item
  })
}

/** What `@latest` may stand for: the newest, the newest that is not archived, and the one that the service names. */
function latestOf(versions: readonly Resource[], named: unknown): ReadonlySet<Resource> {
  const newestAmong = (some: readonly Resource[]): Resource[] => {
    const newest = Math.max(...some.map(madeAt))
    return some.filter(one => madeAt(one) === newest)
  }
  return new Set([
    ...newestAmong(versions),
    ...newestAmong(versions.filter(one => !isArchived(one))),
    ...versions.filter(({ name }) => name === named),
  ])
}

const madeAt = ({ systemData }: Resource): number => timeOf(systemData?.createdAt)
const isArchived = ({ properties }: Resource): boolean => properties?.['isArchived'] === true
const tagsOf = ({ properties }: Resource) => (properties?.['tags'] ?? {}) as Readonly<Record<string, string>>

/** The references of one version; `contexts` only where images are looked at. */
export async function needsOf(
  kind: AssetKind,
  name: string,
  version: Resource,
  contexts: BuildContexts | undefined,
): Promise<string[]> {
  const own = referencesOf(version.properties)
  if (kind !== 'environment') return own
  const bases = await contexts?.basesOf(name, version.properties)
  return [...own, ...taggedModel(tagsOf(version)), ...(bases ?? [])]
}

function assetItem(kind: AssetKind, name: string, version: Resource, needs: readonly string[]): FoundItem {
  const { id, properties } = version
  const tags = tagsOf(version)
  const madeBy = properties?.['jobName'] || tags['mlops.run']
  const own = assetReference(SEGMENTS[kind], name, version.name)
  const group = kind === 'code' ? 'code' : name
  return {
    kind,
    id: id.toLowerCase(),
    resource: id,
    name: `${name}:${version.name}`,
    // What is archived takes no place among the newest from what is not.
    group: isArchived(version) ? `${group} (archived)` : group,
    since: madeAt(version),
    tags,
    names: [own, ...(kind === 'environment' ? taggedModel(tags).map(environmentsOf) : [])],
    refersTo: [...needs, ...(kind === 'model' ? [environmentsOf(own)] : [])],
    ...(kind === 'environment' && name.startsWith('AzureML-') && { inUse: 'belongs to Azure' }),
    ...(kind === 'model' && typeof madeBy === 'string' && JOB_NAME.test(madeBy) && { madeBy }),
  }
}

/** Stands for the environments whose images serve a model. */
const environmentsOf = (model: string): string => `environments of ${model}`
