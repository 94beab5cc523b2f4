import type { Position } from './position.ts'

/** Text of a pipeline file and where it stands. */
export interface Located {
  text: string
  at: Position
}

export interface VariableDeclaration {
  name: string
  /** May hold macros `$(x)`, or be one runtime expression `$[ … ]`. */
  value: string
  readonly: boolean
  at: Position
}

export interface StepTarget {
  commands: 'any' | 'restricted' | undefined
  /** Patterns; undefined: any variable. */
  settableVariables: string[] | undefined
}

export interface Step {
  /** Reference name, given or undefined. */
  name: string | undefined
  displayName: string | undefined
  /** `Name@major`, the shortcuts in the form of the task they stand for. */
  task: Located
  inputs: ReadonlyMap<string, Located>
  env: ReadonlyMap<string, string>
  condition: Located | undefined
  enabled: boolean
  continueOnError: Located | undefined
  /** 0: no limit. */
  timeoutInMinutes: Located | undefined
  retryCountOnTaskFailure: Located | undefined
  target: StepTarget | undefined
  at: Position
}

export interface MatrixLeg {
  name: string
  variables: VariableDeclaration[]
}

export interface Job {
  name: string
  displayName: string
  kind: 'job' | 'deployment'
  /** Name of the environment of a deployment job. */
  environment: string | undefined
  dependsOn: Located[]
  condition: Located | undefined
  variables: VariableDeclaration[]
  /** Undefined: one run without a matrix. An expression `$[ ]` is read when the job starts. */
  matrix: MatrixLeg[] | Located | undefined
  steps: Step[]
  continueOnError: Located | undefined
  timeoutInMinutes: Located | undefined
  cancelTimeoutInMinutes: Located | undefined
  at: Position
}

export interface Stage {
  name: string
  displayName: string
  dependsOn: Located[]
  condition: Located | undefined
  variables: VariableDeclaration[]
  jobs: Job[]
  at: Position
}

export interface Pipeline {
  /** File as the user named it. */
  file: string
  /** Format of the build number. */
  name: Located
  variables: VariableDeclaration[]
  stages: Stage[]
}

/** Name of the stage and the job that a file without them has. */
export const implicitStageName = '__default'
export const implicitJobName = 'Job'
