import { minimatch } from 'minimatch'

import type { StepContext } from '../job/step-context.ts'
import { flag, required } from './definition.ts'
import type { Command } from './parse.ts'

export function setVariable(context: StepContext, command: Command): void {
  const name = required(command, 'variable')
  if (!maySet(context, name)) return
  const { variables, masker } = context.job.parts
  const { data: value } = command
  const secret = flag(command, 'issecret') || variables.find(name)?.secret === true
  if (secret) {
    refuseMultilineSecret(context, value)
    masker.add(value)
  }
  const declared = context.step.task.manifest.outputVariables
  if (flag(command, 'isoutput') || declared.some(output => output.toLowerCase() === name.toLowerCase())) {
    setOutput(context, name, value, secret)
  } else {
    variables.set({
      name,
      value,
      secret,
      readonly: flag(command, 'isreadonly'),
      preserveCase: flag(command, 'preservecase'),
    })
  }
}

/** An output is seen as `step.name` only, and read-only for everybody else. */
function setOutput(context: StepContext, name: string, value: string, secret: boolean): void {
  const fullName = `${context.step.refName}.${name}`
  context.record.outputs.set(name, { value, secret })
  context.job.outputs.set(fullName, { value, secret })
  context.job.parts.variables.define({ name: fullName, value, secret, readonly: true })
}

export function setTaskVariable(context: StepContext, command: Command): void {
  const name = required(command, 'variable')
  const secret = flag(command, 'issecret')
  if (secret) {
    refuseMultilineSecret(context, command.data)
    context.job.parts.masker.add(command.data)
  }
  context.step.taskVariables.set({ name, value: command.data, secret, readonly: flag(command, 'isreadonly') })
}

/** False, with a warning, where the task or the step says which variables may be set. */
export function maySet(context: StepContext, name: string): boolean {
  const patterns = context.restrictions.settableVariables
  if (!patterns || patterns.some(pattern => minimatch(name, pattern, { nocase: true }))) return true
  context.issue('warning', `Setting variable '${name}' has been disabled by the task or build definition.`)
  return false
}

export function refuseMultilineSecret(context: StepContext, value: string): void {
  const allowed =
    context.job.parts.variables.get('SYSTEM_UNSAFEALLOWMULTILINESECRET')?.toLowerCase() === 'true'
  if (value.includes(process.platform === 'win32' ? '\r\n' : '\n') && !allowed) {
    throw new Error('Secrets cannot contain multiple lines')
  }
}
