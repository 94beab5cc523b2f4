import { createHash } from 'node:crypto'
import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface ComponentSpec {
  readonly display_name: string
  readonly [key: string]: unknown
}

/** Registers a component that has no name of its own. The same specification has the same version. */
export async function registerAnonymousComponent(workspace: Workspace, spec: ComponentSpec): Promise<string> {
  const { session } = workspace
  const id = assetId(workspace, 'components', 'azureml_anonymous', contentVersion(spec))
  const componentSpec = { name: 'azureml_anonymous', version: '1', ...spec }
  await attempt(`Registering the component of step ${spec.display_name}`, () =>
    session.door.send('ResourceManager', {
      method: 'PUT',
      url: resourceUrl(session, id),
      body: {
        properties: {
          componentSpec,
          description: '',
          properties: {},
          tags: {},
          isAnonymous: true,
          isArchived: false,
        },
      },
    }),
  )
  return id
}

/** A UUID made of the content's md5, as the official client writes it. */
function contentVersion(spec: ComponentSpec): string {
  const hex = createHash('md5').update(canonical(spec)).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`
}
