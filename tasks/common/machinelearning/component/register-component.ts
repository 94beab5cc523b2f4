import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { JsonMapping } from '../../specification/schema/index.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { anonymousVersion, pythonJson } from './anonymous-version.ts'

/** A component's specification, in the words of CLI v2 with ids of what it needs. */
export type ComponentSpec = JsonMapping

const NAME = 'azureml_anonymous'

/** Registers a component that has no name of its own. The same specification has the same version. */
export async function registerAnonymousComponent(workspace: Workspace, spec: ComponentSpec): Promise<string> {
  const { session } = workspace
  const version = anonymousVersion(spec)
  const id = assetId(workspace, 'components', NAME, version)
  const url = resourceUrl(session, id)
  await attempt(`Registering the component ${labelOf(spec)}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(
      `Component ${labelOf(spec)} (${version}): ${known ? 'already registered' : 'registering'}.`,
    )
    if (!known)
      await session.door.send('ResourceManager', { method: 'PUT', url, body: { properties: bodyOf(spec) } })
  })
  return id
}

const labelOf = (spec: ComponentSpec): string => {
  const label = spec['display_name'] ?? spec['command'] ?? spec['type']
  return typeof label === 'string' ? `"${label.trim().split('\n')[0]?.slice(0, 60)}"` : ''
}

function bodyOf(spec: ComponentSpec): object {
  const { description, tags, properties, type, partition_keys } = spec
  const componentSpec = {
    ...spec,
    name: NAME,
    version: '1',
    ...(partition_keys !== undefined && { partition_keys: pythonJson(partition_keys) }),
  }
  return {
    componentSpec,
    ...(description !== undefined && { description }),
    isAnonymous: true,
    ...(type !== 'pipeline' && { isArchived: false }),
    properties: properties ?? {},
    tags: tags ?? {},
  }
}
