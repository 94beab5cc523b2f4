import { type ArmCall, WORKSPACE, armRoute } from '../../core/arm-routes.ts'
import { mfeNotFound, mfeValidation } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import type { Fields } from '../common/body.ts'
import { systemData } from '../common/system-data.ts'
import { selectVersions, toPage } from './asset-query.ts'
import { type AssetVersion, containerId, toContainer } from './asset-version.ts'

/** What the kinds of versioned assets (codes, environments, components, models) differ in. */
export interface AssetKind {
  /** Path segment and collection name: `models`. */
  segment: string
  /** In messages: `Model`. */
  noun: string
  /**
   * The properties to store and answer, from the request's.
   *
   * @param existing the version that is replaced, if there is one
   * @throws AzureError for what the service refuses
   */
  accept(call: ArmCall, existing: AssetVersion | undefined): Promise<Fields> | Fields
  /** Further filters of the list of versions; default: those under the container's name. */
  list?(call: ArmCall, all: AssetVersion[]): AssetVersion[] | undefined
}

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,254}$/

export const versionsOf = (world: World, segment: string) => world.store.collection<AssetVersion>(segment)

/** PUT, GET and DELETE of a version, lists of versions and containers, GET of a container. */
export function registerAssets(world: World, servers: Servers, kind: AssetKind): void {
  const versions = versionsOf(world, kind.segment)
  const base = `${WORKSPACE}/${kind.segment}`
  const action = `Microsoft.MachineLearningServices/workspaces/${kind.segment}`
  const read = `${action}/versions/read`
  const route = (
    method: 'GET' | 'PUT' | 'DELETE',
    path: string,
    permission: string,
    handle: (call: ArmCall) => unknown,
  ) => armRoute(world, servers, { method, path: base + path, action: permission, handle })

  route('PUT', '/:name/versions/:version', `${action}/versions/write`, call => putVersion(world, kind, call))
  route('GET', '/:name/versions/:version', read, call => versions.get(call.id) ?? missing(world, kind, call))
  route('DELETE', '/:name/versions/:version', `${action}/versions/delete`, call => {
    call.reply.status(versions.delete(call.id) ? 200 : 204)
  })
  route('GET', '/:name/versions', read, call => {
    const own = kind.list?.(call, versions.list()) ?? versions.listUnder(call.id)
    return toPage(selectVersions(own, call.query), call.query, absolute(world, call))
  })
  route('GET', '/:name', `${action}/read`, call => {
    const own = versions.listUnder(`${call.id}/versions`)
    if (own.length === 0) missing(world, kind, call)
    return toContainer(own)
  })
  route('GET', '', `${action}/read`, call => {
    return toPage(
      groupByContainer(versions.listUnder(call.id)).map(toContainer),
      call.query,
      absolute(world, call),
    )
  })
}

function groupByContainer(versions: AssetVersion[]): AssetVersion[][] {
  const groups = new Map<string, AssetVersion[]>()
  for (const version of versions) {
    const key = containerId(version).toLowerCase()
    groups.set(key, [...(groups.get(key) ?? []), version])
  }
  return [...groups.values()]
}

async function putVersion(world: World, kind: AssetKind, call: ArmCall): Promise<AssetVersion> {
  const { name = '', version = '' } = call.params
  if (!namePattern.test(name)) {
    const rule = 'letters, digits, hyphens and underscores, at most 255, beginning with a letter or digit'
    throw mfeValidation(
      `The ${kind.noun} name '${name}' is invalid: it must consist of ${rule}.`,
      world.mfe(),
    )
  }
  const versions = versionsOf(world, kind.segment)
  const existing = versions.get(call.id)
  const properties = await kind.accept(call, existing)
  call.reply.status(existing ? 200 : 201).header('location', absolute(world, call))
  return versions.put(call.id, {
    id: existing?.id ?? call.id,
    name: version,
    type: `Microsoft.MachineLearningServices/workspaces/${kind.segment}/versions`,
    properties,
    systemData: systemData(call.caller, world.clock.now(), existing?.systemData),
  })
}

function missing(world: World, kind: AssetKind, { params }: ArmCall): never {
  const { name, version } = params
  const what =
    version === undefined
      ? `${kind.noun} container ${name}`
      : `${kind.noun} version ${name}:${version} (containerName:version)`
  throw mfeNotFound(what, world.mfe())
}

export const absolute = (world: World, call: ArmCall): string =>
  world.endpoints.resourceManager + call.request.url
