import { attempt } from '../azure/attempt.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import { TaskError } from '../errors.ts'
import { assetId, type AssetKind } from './asset-id.ts'
import type { Workspace } from './workspace/workspace.ts'

const WORDS: Readonly<Record<AssetKind, string>> = {
  codes: 'code',
  environments: 'environment',
  components: 'component',
  models: 'model',
  data: 'data asset',
}

/**
 * What REST takes for a reference as files write it: `azureml:NAME:VERSION`, `azureml:NAME@LABEL`, an ARM id with or
 * without `azureml:`; registry URIs stay as they are. Only a label needs a look into the workspace.
 */
export async function assetReference(
  workspace: Workspace,
  kind: AssetKind,
  reference: string,
): Promise<string> {
  if (/^azureml:\/\//.test(reference)) return reference
  const plain = reference.replace(/^azureml:/, '')
  if (plain.startsWith('/')) return plain
  const [, name = '', sign, rest = ''] = /^([^:@]+)([:@])([^:@]+)$/.exec(plain) ?? []
  if (sign === ':') return assetId(workspace, kind, name, rest)
  if (sign === '@' && rest === 'latest') return latestVersion(workspace, kind, name)
  throw new TaskError(`"${reference}" names no version (${WORDS[kind]}).`, {
    remedy: 'Write azureml:NAME:VERSION, azureml:NAME@latest, an ARM id or a registry URI.',
  })
}

/** The ARM id of the version that was created last: what `NAME@latest` means. */
async function latestVersion(workspace: Workspace, kind: AssetKind, name: string): Promise<string> {
  const { session } = workspace
  const query = { $orderBy: 'createdtime desc', $top: '1', listViewType: 'ActiveOnly' }
  const url = resourceUrl(session, `${workspace.id}/${kind}/${name}/versions`, query)
  return attempt(`Reading the latest ${WORDS[kind]} ${name}`, async () => {
    const { body } = await session.door.send<{ value?: { name: string }[] }>('ResourceManager', {
      method: 'GET',
      url,
    })
    const [latest] = body.value ?? []
    if (latest) return assetId(workspace, kind, name, latest.name)
    throw new TaskError(`The workspace has no ${WORDS[kind]} ${name}.`, {
      remedy: 'Check its name, or write what it is in the file itself.',
    })
  })
}
