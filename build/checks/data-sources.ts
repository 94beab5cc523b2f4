import type { DataSourceBinding, TaskManifest } from '../task-manifest.ts'
import { when } from './task-inputs.ts'

/** A binding with a slip in it shows users an empty list and no error, so every name in it is followed here. */
export function checkDataSources(manifest: TaskManifest): string[] {
  const { dataSourceBindings = [], inputs } = manifest
  const bound = dataSourceBindings.map(({ target }) => target)
  const unfilled = inputs.filter(
    ({ name, type, options }) => type === 'pickList' && !options && !bound.includes(name),
  )
  return [
    ...dataSourceBindings.flatMap(binding => problemsOf(binding, manifest)),
    ...unfilled.map(({ name }) => `${name}: a pick-list without options needs a data source`),
  ]
}

function problemsOf(
  { target, endpointId, endpointUrl }: DataSourceBinding,
  { inputs }: TaskManifest,
): string[] {
  const list = inputs.find(({ name }) => name === target)
  const endpoint = inputs.find(({ name }) => `$(${name})` === endpointId)
  const macros = [...endpointUrl.matchAll(/\$\(([A-Za-z0-9]+)\)/g)].map(([, name = '']) => name)
  const unknown = macros.filter(macro => !inputs.some(({ name }) => name === macro))
  return [
    ...when(list?.type !== 'pickList', `data source for ${target}, which is no pick-list`),
    ...when(
      list?.properties?.['EditableOptions'] !== 'True',
      `${target}: users must be able to type a variable`,
    ),
    ...when(
      !endpoint?.type.startsWith('connectedService:'),
      `data source of ${target}: ${endpointId} is no connection`,
    ),
    ...unknown.map(name => `data source of ${target}: $(${name}) is no input`),
  ]
}
