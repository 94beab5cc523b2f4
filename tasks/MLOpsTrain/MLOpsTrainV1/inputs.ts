import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { readDefinition, type JobDefinition } from './definition/job-definition.ts'
import { readResultInputs, type ResultInputs } from './results/result-inputs.ts'

/** What waiting for a job needs, whoever submitted it. */
export interface WaitInputs extends WorkspaceInputs, ResultInputs {
  readonly queueTimeoutInMinutes: number | undefined
  readonly runTimeoutInMinutes: number | undefined
  readonly onCancel: 'cancelJob' | 'leaveRunning'
}

export interface SubmitInputs extends WaitInputs {
  readonly action: 'submit'
  readonly definition: JobDefinition
  readonly experimentName: string | undefined
  readonly jobDisplayName: string | undefined
  readonly waitForCompletion: boolean
}

export interface AttachInputs extends WaitInputs {
  readonly action: 'attach'
  /** Names of jobs of the workspace, each once, at least one. */
  readonly jobs: readonly string[]
}

export type TrainInputs = SubmitInputs | AttachInputs

const TIME = { min: 1, max: 60 * 24 * 30 }
const JOB_NAME = /^[a-zA-Z0-9][\w-]{0,254}$/

export function readInputs(host: Host): TrainInputs {
  const read = new InputReader(host)
  const action = read.choice('action', ['submit', 'attach'], 'submit')
  const wait = readWait(read, host, action)
  const inputs = action === 'attach' ? readAttach(read, wait) : readSubmit(read, wait)
  read.done()
  return inputs
}

/** By default a job is cancelled by the step that submitted it only: an attached one belongs to somebody else. */
function readWait(read: InputReader, host: Host, action: 'submit' | 'attach'): WaitInputs {
  const onCancel = read.choice('onCancel', ['auto', 'cancelJob', 'leaveRunning'], 'auto')
  const byAction = action === 'submit' ? 'cancelJob' : 'leaveRunning'
  return {
    ...readWorkspaceInputs(read, host),
    ...readResultInputs(read),
    queueTimeoutInMinutes: read.integer('queueTimeoutInMinutes', TIME),
    runTimeoutInMinutes: read.integer('runTimeoutInMinutes', TIME),
    onCancel: onCancel === 'auto' ? byAction : onCancel,
  }
}

function readSubmit(read: InputReader, wait: WaitInputs): SubmitInputs {
  const waitForCompletion = read.flag('waitForCompletion')
  const inputs: SubmitInputs = {
    ...wait,
    action: 'submit',
    definition: readDefinition(read),
    experimentName: read.text('experimentName'),
    jobDisplayName: read.text('jobDisplayName'),
    waitForCompletion,
  }
  if (waitForCompletion) return inputs
  const after = 'only from a job that has ended; set waitForCompletion, or attach to the job in a later step.'
  if (wait.model) read.reject('modelName', `a model can be registered ${after}`)
  if (wait.downloadOutputs !== 'none') read.reject('downloadOutputs', `outputs can be downloaded ${after}`)
  return inputs
}

function readAttach(read: InputReader, wait: WaitInputs): AttachInputs {
  const names = read.lines('jobName').flatMap(line => line.split(','))
  const jobs = [...new Set(names.map(name => name.trim()).filter(name => name !== ''))]
  if (jobs.length === 0) read.reject('jobName', 'name the job to attach to, or several, one a line.')
  for (const name of jobs)
    if (!JOB_NAME.test(name))
      read.reject('jobName', `"${name}" is no name of a job; the studio shows it as Name.`)
  if (jobs.length > 1 && wait.model)
    read.reject('modelName', 'a model is registered from one job; attach to that job in a step of its own.')
  if (jobs.length > 1 && wait.handoffFile)
    read.reject('handoffFile', 'the hand-off tells of one job; attach to that job in a step of its own.')
  return { ...wait, action: 'attach', jobs }
}
