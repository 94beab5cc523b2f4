import { randomUUID } from 'node:crypto'

import { secretParameters } from '../connections/connection.ts'
import type { Step } from '../pipeline/model.ts'
import type { Catalogue } from '../tasks/catalogue.ts'
import { Variables } from '../variables/variables.ts'
import { JobContext, type JobContextParts } from './context.ts'
import { cleanTemp } from './directories.ts'
import { endOrphans } from '../process/orphans.ts'
import type { StepRecord } from './records.ts'
import type { TaskResult } from './result.ts'
import { runStep } from './run-step.ts'
import type { JobStep } from './step-context.ts'

export interface JobOutcome {
  result: TaskResult
  steps: StepRecord[]
  outputs: JobContext['outputs']
}

/** Runs the steps of a job: all pre-job parts, the steps, then the post-job parts in reverse order. */
export async function runJob(parts: JobContextParts, steps: readonly JobStep[]): Promise<JobOutcome> {
  registerSecrets(parts)
  cleanTemp(parts.directories)
  const job = new JobContext(parts)
  for (const name of parts.variables.expandValues()) {
    job.log(`##[warning]Unable to expand variable '${name}'. A cyclical reference was detected.`)
  }
  const records: StepRecord[] = []
  const active = steps.filter(step => step.specification.enabled)
  for (const step of active.filter(has('prejobexecution'))) records.push(await runStep(job, step, 'pre'))
  for (const step of active) records.push(await runStep(job, step, 'main'))
  for (const step of active.filter(has('postjobexecution')).reverse())
    records.push(await runStep(job, step, 'post'))
  await endOrphans(parts.lookupId)
  cleanTemp(parts.directories)
  return { result: job.result ?? 'Succeeded', steps: records, outputs: job.outputs }
}

function has(phase: 'prejobexecution' | 'postjobexecution'): (step: JobStep) => boolean {
  return step => step.task.manifest.handlers[phase] !== undefined
}

function registerSecrets({ masker, variables, connections, systemConnection }: JobContextParts): void {
  for (const { secret, value } of variables.list()) if (secret) masker.add(value)
  for (const connection of [...connections, systemConnection]) {
    for (const value of secretParameters(connection)) masker.add(value)
  }
}

/** Finds the task of each step and gives every step a reference name. @throws for an unknown task */
export function prepareSteps(steps: readonly Step[], catalogue: Catalogue): JobStep[] {
  const counts = new Map<string, number>()
  return steps.map(specification => {
    const task = catalogue.find(specification.task.text)
    if (!task)
      throw new Error(
        `There is no task "${specification.task.text}". Known: ${catalogue.names().join(', ')}.`,
      )
    const count = (counts.get(task.manifest.name) ?? 0) + (specification.name === undefined ? 1 : 0)
    counts.set(task.manifest.name, count)
    return {
      specification,
      refName: specification.name ?? `${task.manifest.name}${count}`,
      instanceId: randomUUID(),
      task,
      taskVariables: new Variables(),
    }
  })
}
