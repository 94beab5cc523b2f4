import type { StepContext } from '../job/step-context.ts'
import { commandAreas } from './areas.ts'
import { commandMarker, parseCommand, type Command } from './parse.ts'

/** Takes one line of a task's output: carries out the command in it, or logs it. Both streams are alike. */
export function processLine(context: StepContext, line: string): void {
  if (context.closed) return
  if (!line.includes(commandMarker)) {
    context.log(line)
    return
  }
  const command = parseCommand(line)
  if (command) {
    carryOut(context, command, line)
    return
  }
  context.issue(
    'warning',
    `'${line}' contains logging command keyword '##vso', but it's not a legal command. Please see the list of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296`,
  )
  context.log(line)
}

function carryOut(context: StepContext, command: Command, line: string): void {
  const areaName = command.area.toLowerCase()
  const area = Object.hasOwn(commandAreas, areaName) ? commandAreas[areaName] : undefined
  if (!area) {
    context.issue(
      'warning',
      `Can't find command extension for ##vso[${command.area}.command]. Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)`,
    )
    context.log(line)
    return
  }
  const { hostType } = context.job.parts
  if (area.hosts && !area.hosts.includes(hostType)) {
    context.issue('error', `##vso[${command.area}.${command.event}] is not supported in a ${hostType}.`)
    context.failCommand()
    context.log(line)
    return
  }
  const event = command.event.toLowerCase()
  try {
    const definition = Object.hasOwn(area.commands, event) ? area.commands[event] : undefined
    if (!definition) throw new Error(`##vso[${command.area}.${command.event}] is not a recognized command.`)
    if (!definition.inRestrictedMode && context.restrictions.commands === 'restricted') {
      refuse(context, command)
      return
    }
    definition.run(context, command)
    if (event !== 'debug') context.debug(`Processed: ${line}`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    context.issue(
      'error',
      `Unable to process command '${line}' successfully. Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)`,
    )
    context.issue('error', reason)
    context.failCommand()
  }
}

function refuse(context: StepContext, { area, event }: Command): void {
  context.issue(
    'warning',
    `##vso[${area}.${event}] is not allowed in this step due to policy restrictions. Please contact the author of the task.`,
  )
}
