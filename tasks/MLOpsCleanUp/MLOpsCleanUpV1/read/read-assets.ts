import { inParallel } from '../../../common/in-parallel.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Kind } from '../plan/item.ts'
import type { Found, FoundItem } from './found.ts'
import { listBelow, timeOf, type Resource } from './list.ts'
import { assetReference, referencesOf } from './references.ts'

const SEGMENTS = [
  ['model', 'models'],
  ['component', 'components'],
  ['environment', 'environments'],
  ['code', 'codes'],
] as const satisfies readonly (readonly [Kind, string])[]

/** All versions of models, components, environments and code snapshots, archived or not. */
export async function readAssets(workspace: Workspace): Promise<Found> {
  const items: FoundItem[] = []
  for (const [kind, segment] of SEGMENTS) {
    const containers = await listBelow(workspace, segment)
    const versions = await inParallel(containers, 8, async ({ name }) =>
      (await listBelow(workspace, `${segment}/${name}/versions`)).map(version =>
        assetItem(kind, segment, name, version),
      ),
    )
    items.push(...versions.flat())
  }
  return { items, users: [] }
}

function assetItem(kind: Kind, segment: string, name: string, version: Resource): FoundItem {
  const { id, properties, systemData } = version
  const tags = (properties?.['tags'] ?? {}) as Record<string, string>
  const madeBy = properties?.['jobName']
  return {
    kind,
    id: id.toLowerCase(),
    resource: id,
    name: `${name}:${version.name}`,
    group: kind === 'code' ? 'code' : name,
    since: timeOf(systemData?.createdAt),
    tags,
    names: [assetReference(segment, name, version.name)],
    refersTo: referencesOf(properties),
    ...(typeof madeBy === 'string' && { madeBy }),
  }
}
