import { attempt, orNotFound } from '../../../common/azure/attempt.ts'
import { followOperation } from '../../../common/azure/operation-poller.ts'
import { resourceUrl } from '../../../common/azure/resource-manager.ts'
import { TaskError } from '../../../common/errors.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import type { Item } from '../plan/item.ts'

const PATIENCE_IN_MINUTES = 30
const LOOK_AGAIN = 5000

/** Deletes one thing for good, and returns when it is gone. What is gone already is no error. */
export async function deleteItem(
  workspace: Workspace,
  registry: Registry | undefined,
  item: Item,
): Promise<void> {
  const what = `Deleting ${item.kind} ${item.name}`
  if (item.kind === 'image') {
    if (!registry) throw new Error(`${what}: its registry was not opened.`)
    return attempt(what, () => deleteManifest(registry, item.resource))
  }
  const { session } = workspace
  const url = resourceUrl(session, item.resource, queryFor(item))
  const answer = await attempt(what, () =>
    session.door.send('ResourceManager', { method: 'DELETE', url, accept: [404] }),
  )
  const deadlineInMinutes = PATIENCE_IN_MINUTES
  await followOperation(session, answer, { what, deadlineInMinutes })
  if (answer.status === 202) await untilGone(workspace, item, what)
}

/** Azure accepted the deletion, which is not yet to have done it; not every answer tells where to ask for its end. */
async function untilGone({ session }: Workspace, { resource }: Item, what: string): Promise<void> {
  const url = resourceUrl(session, resource)
  const end = session.clock.now() + PATIENCE_IN_MINUTES * 60_000
  for (;;) {
    const found = await attempt(what, () =>
      orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url })),
    )
    if (!found) return
    if (session.clock.now() > end) throw stillThere(what)
    await session.clock.sleep(LOOK_AGAIN, session.signal)
  }
}

const stillThere = (what: string): TaskError =>
  new TaskError(`${what}: it is still there after ${PATIENCE_IN_MINUTES} minutes.`, {
    cause: 'Azure accepted the deletion and did not do it yet.',
    remedy: 'Look at it in the studio, and run again later.',
  })

/** An attached cluster is let go; it belongs to somebody else. */
const queryFor = ({ kind, attached }: Item): Readonly<Record<string, string>> =>
  kind === 'compute' ? { underlyingResourceAction: attached ? 'Detach' : 'Delete' } : {}

/** With the manifest go all its tags. */
async function deleteManifest({ workspace, loginServer }: Registry, image: string): Promise<void> {
  const [repository = '', digest = ''] = image.split('@')
  await workspace.session.registries.send(loginServer, {
    method: 'DELETE',
    path: `/v2/${repository}/manifests/${digest}`,
    scope: `repository:${repository}:delete`,
    accept: [404],
  })
}
