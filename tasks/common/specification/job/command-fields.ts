import { mapOf, nullable } from '../schema/collections.ts'
import type { Cursor } from '../schema/cursor.ts'
import { required } from '../schema/fields.ts'
import { nearest, suggestion } from '../../text/nearest.ts'
import { scalar } from '../schema/collections.ts'
import { text } from '../schema/scalars.ts'
import { code } from './code.ts'
import { distribution } from './distribution.ts'
import { environment } from './environment.ts'
import { queueSettings } from './queue-settings.ts'
import { resources } from './resources.ts'

/** Numbers and booleans are sent as such; the service makes text of them. */
export const environmentVariables = mapOf(nullable(scalar))

/** The part that a command job, a command node and the trial of a sweep have in common. */
export const commandFields = {
  command: required(text),
  code,
  environment: required(environment),
  environment_variables: environmentVariables,
  resources,
  distribution,
  queue_settings: queueSettings,
}

const PLACEHOLDER = /\$?\{\{\s*(inputs|outputs|search_space)\.([\w-]+)[^}]*\}\}/g

const ANY_SECTION = /\$\{\{\s*(\w+)\.[^}]*\}\}/g

/**
 * Every `${{inputs.x}}` of a command must name something that is declared: a node would find out only after the cluster
 * has grown. `declared` are the places of the sections.
 */
export function checkPlaceholders(
  command: string,
  at: Cursor,
  declared: Readonly<Record<'inputs' | 'outputs' | 'search_space', Cursor>>,
): void {
  for (const [whole, section = '', name = ''] of command.matchAll(PLACEHOLDER)) {
    const place = declared[section as keyof typeof declared]
    if (place.has(name) || (section === 'search_space' && !place.isMapping)) continue
    at.reject(`${whole} names nothing under ${section}; ${suggestion(name, place.keys())}`)
  }
  for (const [whole, section = ''] of command.matchAll(ANY_SECTION)) {
    const near = section in declared ? undefined : nearest(section, Object.keys(declared))
    if (near !== undefined) at.reject(`${whole} names no section of the job; did you mean ${near}?`)
  }
}
