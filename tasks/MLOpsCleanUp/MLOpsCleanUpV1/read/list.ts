import { attempt, orNotFound } from '../../../common/azure/attempt.ts'
import { listAll } from '../../../common/azure/list-all.ts'
import { resourceUrl } from '../../../common/azure/resource-manager.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'

/** The parts of any resource that a clean-up looks at. */
export interface Resource {
  readonly id: string
  readonly name: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly systemData?: { readonly createdAt?: string; readonly lastModifiedAt?: string } | null
  readonly properties?: Readonly<Record<string, unknown>> | null
}

/** All resources below the workspace at `path`, as `models`; archived ones too. */
export const listBelow = (workspace: Workspace, path: string): Promise<Resource[]> =>
  attempt(`Listing ${path} of workspace ${workspace.name}`, () => list(workspace, path))

/** The same below a resource that may be gone since it was listed, as `models/chd/versions`: then there are none. */
export const listBelowOne = (workspace: Workspace, path: string): Promise<Resource[]> =>
  attempt(
    `Listing ${path} of workspace ${workspace.name}`,
    async () => (await orNotFound(() => list(workspace, path))) ?? [],
  )

/** One resource below the workspace, as `computes/cpu-cluster`; undefined where it is gone. */
export const readBelow = ({ session, id, name }: Workspace, path = ''): Promise<Resource | undefined> =>
  attempt(`Reading ${path || name}`, async () => {
    const url = resourceUrl(session, path === '' ? id : `${id}/${path}`)
    const answer = await orNotFound(() =>
      session.door.send<Resource>('ResourceManager', { method: 'GET', url }),
    )
    return answer?.body
  })

const list = ({ session, id }: Workspace, path: string): Promise<Resource[]> =>
  listAll<Resource>(session, resourceUrl(session, `${id}/${path}`, { listViewType: 'All' }))

/** Milliseconds since 1970. What tells no time counts as made just now, so that it stays. */
export const timeOf = (text: unknown): number => {
  const time = typeof text === 'string' ? Date.parse(text) : NaN
  return Number.isNaN(time) ? Number.MAX_SAFE_INTEGER : time
}
