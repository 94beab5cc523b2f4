import * as path from 'node:path'
import { attempt } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import type { ModelVersion } from '../../machinelearning/model/model-version.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import { openDatastore } from '../../machinelearning/datastore/datastore.ts'
import { downloadPrefix } from '../../storage/download/download-prefix.ts'
import { listFolder } from '../../storage/list-folder.ts'
import type { ContextFile } from './context-file.ts'

const EVERYTHING = { source: undefined, excludes: () => false }

/**
 * Downloads a registered model, each file checked, into `folder`, and gives its place in the build context: the
 * registered folder or file lies below `model/` under its own name, as Azure Machine Learning mounts it.
 */
export async function modelFiles(
  workspace: Workspace,
  model: ModelVersion,
  folder: string,
): Promise<ContextFile[]> {
  const { session } = workspace
  const label = model.id
    .split('/')
    .slice(-3)
    .filter(part => part !== 'versions')
    .join(':')
  const { store, place } = placeOf(model, label)
  const { files, bytes } = await attempt(`Downloading model ${label}`, async () => {
    const { container } = await openDatastore(workspace, store)
    return downloadPrefix(container, place, folder, session.signal)
  })
  if (files === 0) {
    throw new TaskError(`Model ${label} has no files at ${model.properties.modelUri ?? 'its place'}.`, {
      cause: 'They were deleted after the model was registered.',
      remedy: 'Train again, or containerize another version.',
    })
  }
  session.log.info(`Model ${label}: ${files} file(s), ${bytes} bytes, downloaded and checked.`)
  const name = path.posix.basename(place)
  const found = await listFolder(folder, EVERYTHING)
  const isOneFile = found.length === 1 && found[0]?.relative === name && !place.endsWith('/')
  return found.map(({ relative, absolute, size }) => ({
    name: `model/${isOneFile ? relative : `${name}/${relative}`}`,
    content: { file: absolute, size },
  }))
}

function placeOf({ properties }: ModelVersion, label: string): { store: string; place: string } {
  const [, store, place] = /\/datastores\/([^/]+)\/paths\/(.+)$/.exec(properties.modelUri ?? '') ?? []
  if (store !== undefined && place !== undefined) return { store, place }
  throw new TaskError(
    `Model ${label} lies at ${properties.modelUri ?? 'no place'}, which is no path in a data store.`,
    {
      remedy: 'Register the model from a job output or from a path in a blob data store of the workspace.',
    },
  )
}
