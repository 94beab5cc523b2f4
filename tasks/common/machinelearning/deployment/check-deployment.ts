import * as path from 'node:path'
import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import type { DeploymentFile } from '../../specification/deployment/deployment.ts'
import type { Snapshot } from '../code/snapshot.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { CheckingDeploymentResolver } from './checking-resolver.ts'
import { deploymentAssets } from './deployment-assets.ts'
import type { DeploymentAssets } from './deployment-body.ts'

const WORDS = { model: 'model', environment: 'environment', code: 'code version' } as const

/**
 * What can be found wrong without writing anything: references are resolved and looked for, what would be uploaded is
 * looked at. Returns the code that will be sent.
 */
export async function checkDeployment(
  workspace: Workspace,
  file: DeploymentFile,
): Promise<readonly Snapshot[]> {
  const resolver = new CheckingDeploymentResolver(workspace)
  const assets = await deploymentAssets(resolver, file)
  checkScript(resolver.snapshots, file.code_configuration?.scoring_script)
  for (const kind of ['model', 'environment', 'code'] as const) await checkExists(workspace, assets, kind)
  return resolver.snapshots
}

/** An ignore file may leave out what the deployment starts with. */
function checkScript([code]: readonly Snapshot[], script: string | undefined): void {
  if (!code || script === undefined) return
  const name = path.posix.normalize(script.replaceAll('\\', '/'))
  if (code.files.some(({ relative }) => relative === name)) return
  throw new TaskError(`The code ${code.folder} would be sent without its scoring script ${script}.`, {
    cause:
      code.rules === undefined
        ? 'The folder has no file of exactly this name.'
        : `${code.rules} leaves it out.`,
    remedy: 'Correct the ignore file, or name another scoring script.',
  })
}

/** Assets of registries and of other workspaces are Azure's to judge. */
async function checkExists(
  workspace: Workspace,
  assets: DeploymentAssets,
  kind: keyof typeof WORDS,
): Promise<void> {
  const id = assets[kind]
  if (id === undefined || !id.toLowerCase().startsWith(`${workspace.id.toLowerCase()}/`)) return
  const [name, , version] = id.split('/').slice(-3)
  const url = resourceUrl(workspace.session, id)
  const found = await attempt(`Reading ${WORDS[kind]} ${name}:${version}`, () =>
    orNotFound(() => workspace.session.door.send('ResourceManager', { method: 'GET', url })),
  )
  if (found) return
  throw new TaskError(`The workspace ${workspace.name} has no ${WORDS[kind]} ${name}:${version}.`, {
    cause: 'It was never registered there, was deleted, or its name or version is misspelled.',
    remedy: 'Correct the name and the version, or register it first.',
  })
}
