import { createHash } from 'node:crypto'
import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { InlineEnvironment } from '../../specification/job-spec.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

const ANONYMOUS = 'CliV2AnonymousEnvironment'

/** The ARM id of an environment that a job file describes inline. The same description has the same version. */
export async function registerEnvironment(
  workspace: Workspace,
  environment: InlineEnvironment,
): Promise<string> {
  const { session } = workspace
  const name = environment.name ?? ANONYMOUS
  const version = environment.version ?? contentVersion(environment)
  const id = assetId(workspace, 'environments', name, version)
  const url = resourceUrl(session, id)
  return attempt(`Registering environment ${name}:${version}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(`Environment ${name}:${version}: ${known ? 'already registered' : 'registering'}.`)
    if (!known)
      await session.door.send('ResourceManager', { method: 'PUT', url, body: environmentBody(environment) })
    return id
  })
}

function contentVersion({ image, condaFile }: InlineEnvironment): string {
  return createHash('md5')
    .update(JSON.stringify([image, condaFile]))
    .digest('hex')
}

const environmentBody = ({ image, condaFile, name, description, tags }: InlineEnvironment): object => ({
  properties: {
    image,
    ...(condaFile !== undefined && { condaFile }),
    osType: 'Linux',
    isAnonymous: name === undefined,
    isArchived: false,
    description: description ?? '',
    tags: tags ?? {},
    properties: {},
  },
})
