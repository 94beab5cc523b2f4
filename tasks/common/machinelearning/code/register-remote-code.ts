import { createHash } from 'node:crypto'
import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import { guidOf } from '../guid.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** The ARM id of a code version that is an address: of a Git repository, or of a folder in storage. */
export async function registerRemoteCode(workspace: Workspace, codeUri: string): Promise<string> {
  const { session } = workspace
  const id = assetId(workspace, 'codes', guidOf(createHash('sha256').update(codeUri).digest('hex')), '1')
  const url = resourceUrl(session, id)
  return attempt(`Registering the code ${codeUri}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(`Code ${codeUri}: ${known ? 'already registered' : 'registering'}.`)
    const body = { properties: { codeUri, isAnonymous: true, properties: {} } }
    if (!known) await session.door.send('ResourceManager', { method: 'PUT', url, body })
    return id
  })
}
