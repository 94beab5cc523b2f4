import { existsSync } from 'node:fs'

import type { HostType } from '../job/context.ts'
import type { StepContext } from '../job/step-context.ts'
import type { Command } from './parse.ts'

export interface CommandDefinition {
  /** Allowed for a task whose commands are restricted. */
  inRestrictedMode: boolean
  /** @throws for what the command needs and does not have; the step then fails */
  run: (context: StepContext, command: Command) => void
}

export interface CommandArea {
  /** Undefined: every host. */
  hosts?: readonly HostType[]
  commands: Readonly<Record<string, CommandDefinition>>
}

export function required({ properties, area, event }: Command, key: string): string {
  const value = properties.get(key)
  if (value !== undefined && value !== '') return value
  throw new Error(`Required field '${key}' is missing in ##vso[${area}.${event}] command.`)
}

export function flag({ properties }: Command, key: string): boolean {
  return properties.get(key)?.toLowerCase() === 'true'
}

export function existingFile(command: Command): string {
  if (command.data !== '' && existsSync(command.data)) return command.data
  throw new Error(`Cannot find the file '${command.data}' of ##vso[${command.area}.${command.event}].`)
}
