import { attempt } from '../../../azure/attempt.ts'
import { TaskError } from '../../../errors.ts'
import { dataPlanePath, type Workspace } from '../../workspace/workspace.ts'
import type { RunOutput } from '../history/run-history.ts'

/** A place in a data store. */
export interface OutputPlace {
  readonly store: string
  readonly prefix: string
}

/** Asset ids are opaque; the data plane tells where they lie. Models and data have a service each. */
export async function resolveOutput(
  workspace: Workspace,
  name: string,
  { assetId, type }: RunOutput,
): Promise<OutputPlace> {
  // Run history says CustomModel where jobs say custom_model; the official client knows the former only.
  const isModel = /model$/i.test(type)
  const service = isModel ? 'modelregistry/v1.0' : 'data/v1.0'
  const collection = isModel ? 'models' : 'dataversion'
  const url = `${workspace.dataPlane}/${service}/${dataPlanePath(workspace)}/${collection}/batchGetResolvedUris`
  interface Resolved {
    readonly values?: Record<string, { readonly uri?: string; readonly path?: string }>
  }
  const { body } = await attempt('Resolving where the outputs lie', () =>
    workspace.session.door.send<Resolved>('ResourceManager', {
      method: 'POST',
      url,
      body: { values: [assetId] },
      repeatable: true,
    }),
  )
  const found = body.values?.[assetId]
  const uri = found?.uri ?? found?.path
  if (!uri) {
    throw new TaskError(`Azure does not tell where the output ${assetId} lies.`, {
      remedy: 'Open the job in the studio.',
    })
  }
  const match = /\/datastores\/([^/]+)\/paths\/(.*)$/.exec(uri)
  if (match?.[1]) return { store: match[1], prefix: match[2] ?? '' }
  throw new TaskError(`Output ${name} lies at ${uri}, which is no path in a data store.`)
}
