/** The parts of task.json that the build reads; `build/checks/task.schema.json` says what is allowed in it. */
export interface TaskManifest {
  id: string
  name: string
  friendlyName: string
  description: string
  version: { Major: number; Minor: number; Patch: number }
  minimumAgentVersion: string
  instanceNameFormat: string
  groups: Group[]
  inputs: Input[]
  dataSourceBindings?: DataSourceBinding[]
  outputVariables?: OutputVariable[]
  prejobexecution?: Record<string, Handler>
  execution: Record<string, Handler>
  postjobexecution?: Record<string, Handler>
}

export interface Group {
  name: string
  displayName: string
  isExpanded: boolean
  visibleRule?: string
}

export interface Input {
  name: string
  type: string
  label: string
  required: boolean
  defaultValue?: string
  groupName?: string
  visibleRule?: string
  helpMarkDown: string
  options?: Record<string, string>
  properties?: Record<string, string>
}

export interface DataSourceBinding {
  target: string
  endpointId: string
  endpointUrl: string
  resultSelector: string
  resultTemplate: string
}

export interface OutputVariable {
  name: string
  description: string
}

export interface Handler {
  target: string
}
