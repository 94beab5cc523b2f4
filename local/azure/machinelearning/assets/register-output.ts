import type { World } from '../../core/world.ts'
import type { RunDocument } from '../../run-history/run-document.ts'
import { locate, longUri } from '../common/uris.ts'
import { versionsOf } from './asset-routes.ts'
import { toContainer } from './asset-version.ts'

/** An output that the job wants registered under a name of its own; without a version the next one is taken. */
export interface RegisteredOutput {
  type: string
  uri: string
  assetName: string
  assetVersion: string | null
}

/** What the service does at a job's end with outputs that have an asset name: a model or a data asset of it. */
export function registerOutput(world: World, run: RunDocument, output: RegisteredOutput): void {
  const { type, uri, assetName } = output
  const segment = type.endsWith('_model') ? 'models' : 'data'
  const versions = versionsOf(world, segment)
  const container = `${world.workspaceArmId}/${segment}/${assetName}`
  const known = versions.listUnder(`${container}/versions`)
  const version = output.assetVersion ?? (known.length > 0 ? toContainer(known).properties.nextVersion : '1')
  const place = locate(world, uri)
  const address = place ? longUri(world, place.datastore || 'workspaceblobstore', place.path) : uri
  const common = { description: null, tags: {}, properties: {}, isArchived: false, isAnonymous: false }
  const properties =
    segment === 'models'
      ? { ...common, modelType: type, modelUri: address, jobName: run.runId, provisioningState: 'Succeeded' }
      : { ...common, dataType: type, dataUri: address }
  const now = world.clock.now().toISOString()
  versions.put(`${container}/versions/${version}`, {
    id: `${container}/versions/${version}`,
    name: version,
    type: `Microsoft.MachineLearningServices/workspaces/${segment}/versions`,
    properties,
    systemData: { createdAt: now, createdBy: run.userId, createdByType: 'Application', lastModifiedAt: now },
  })
}
