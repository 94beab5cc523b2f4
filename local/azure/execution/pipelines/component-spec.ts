import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../../machinelearning/assets/asset-version.ts'

/** A component's specification as stored: scalars are text. */
export interface ComponentSpec {
  name?: string
  version?: string
  type?: string
  command?: string
  code?: string
  environment?: string
  environment_variables?: Record<string, string>
  is_deterministic?: string
  resources?: Record<string, unknown>
  distribution?: Record<string, unknown>
  inputs?: Record<string, DeclaredInput>
  outputs?: Record<string, { type?: string; mode?: string }>
  /** Of a parallel component, with further settings beside it. */
  task?: Record<string, unknown>
  /** Of a pipeline component. */
  jobs?: Record<string, unknown>
}

export interface DeclaredInput {
  type?: string
  default?: string
  optional?: string
  mode?: string
}

/** By ARM id, with or without `azureml:`, or by `name:version`. */
export function componentOf(world: World, reference: string): AssetVersion | undefined {
  const id = reference.replace(/^azureml:(?!\/\/)/, '')
  const [name, version] = id.split(':')
  const full = id.startsWith('/') ? id : `${world.workspaceArmId}/components/${name}/versions/${version}`
  return world.store.collection<AssetVersion>('components').get(full)
}

export const specOf = (component: AssetVersion | undefined): ComponentSpec | undefined =>
  component?.properties['componentSpec'] as ComponentSpec | undefined
