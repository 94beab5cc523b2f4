import { createHash } from 'node:crypto'
import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { DeploymentEnvironment } from '../../specification/deployment/environment.ts'
import { isRemote } from '../../specification/local-path.ts'
import { pythonYaml } from '../../specification/python-yaml.ts'
import { dataHash } from '../../storage/content-hash.ts'
import { readIgnoreRules } from '../../storage/ignore-rules.ts'
import { assetId } from '../asset-id.ts'
import { uploadData } from '../data/upload-data.ts'
import { guidOf } from '../guid.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { anonymousVersion } from './anonymous-version.ts'
import { environmentBody } from './environment-body.ts'

const ANONYMOUS = 'CliV2AnonymousEnvironment'

/**
 * The ARM id of an environment that a file describes inline. The same description has the same version, where it has no
 * name and version of its own. One that is registered is left as it is.
 */
export async function registerEnvironment(
  workspace: Workspace,
  environment: DeploymentEnvironment,
): Promise<string> {
  const { session } = workspace
  const condaFile = condaText(environment)
  const { name, version } = await nameOf(environment, condaFile)
  const id = assetId(workspace, 'environments', name, version)
  const url = resourceUrl(session, id)
  return attempt(`Registering environment ${name}:${version}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    session.log.info(`Environment ${name}:${version}: ${known ? 'already registered' : 'registering'}.`)
    if (known) return id
    const contextUri = await uploadContext(workspace, environment)
    const isAnonymous = environment.name === undefined
    const body = { properties: environmentBody(environment, { condaFile, contextUri, isAnonymous }) }
    await session.door.send('ResourceManager', { method: 'PUT', url, body })
    return id
  })
}

/** An empty conda file is none, as the official client has it. */
function condaText({ conda_file }: DeploymentEnvironment): string | undefined {
  const text = conda_file && pythonYaml(conda_file)
  return text === '{}\n' ? undefined : text
}

/** A build context on the web has no content to be named by; its address names it. */
async function nameOf(
  environment: DeploymentEnvironment,
  condaFile: string | undefined,
): Promise<{ name: string; version: string }> {
  const { build, image, inference_config, name, version } = environment
  if (name !== undefined && version !== undefined) return { name, version }
  if (build && isRemote(build.path)) return { name: guidOf(addressHash(build)), version: '1' }
  const content = build
    ? { context: await contextHash(build.path), dockerfile: build.dockerfile_path }
    : { image, condaFile, routes: inference_config }
  return { name: ANONYMOUS, version: anonymousVersion(content) }
}

const addressHash = (build: NonNullable<DeploymentEnvironment['build']>): string =>
  createHash('sha256')
    .update(`${build.path}\n${build.dockerfile_path ?? ''}`)
    .digest('hex')

const contextHash = async (folder: string): Promise<string> => dataHash(folder, await readIgnoreRules(folder))

async function uploadContext(
  workspace: Workspace,
  { build, datastore }: DeploymentEnvironment,
): Promise<string | undefined> {
  if (!build || isRemote(build.path)) return build?.path
  return `${(await uploadData(workspace, build.path, datastore?.replace(/^azureml:/, ''))).url}/`
}
