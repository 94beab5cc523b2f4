import type { World } from '../core/world.ts'
import type { RunOutput } from './run-document.ts'

const isModel = (type: string): boolean => type.endsWith('_model')

/** A run's named outputs with the ids under which the data plane resolves them. */
export function describeOutputs(
  world: World,
  runId: string,
  outputs: Record<string, { type: string; uri: string }>,
): Record<string, RunOutput> {
  const { location, workspaceId } = world.settings
  const described = Object.entries(outputs).map(([name, { type, uri }]): [string, RunOutput] => {
    const kind = isModel(type) ? 'models' : 'data'
    const asset = `azureml_${runId}_output_${kind === 'data' ? 'data_' : ''}${name}`
    const assetId = `azureml://locations/${location}/workspaces/${workspaceId}/${kind}/${asset}/versions/1`
    return [name, { assetId, type, uri }]
  })
  return Object.fromEntries(described)
}

const historyTypes: Partial<Record<string, string>> = {
  custom_model: 'CustomModel',
  mlflow_model: 'MLFlowModel',
  triton_model: 'TritonModel',
}

/** An output's type in run history's words; the data types are the same everywhere. */
export const historyType = (type: string): string => historyTypes[type] ?? type

/** A model's format in the words of the model registry's data plane: `CUSTOM`, `MLFLOW`, `TRITON`. */
export const modelFormat = (type: string): string => type.replace(/_model$/, '').toUpperCase()
