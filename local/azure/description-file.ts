import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AzureDescription } from './description.ts'

/** Written by a local Azure into its state directory when it answers, removed when it ends well. */
export const DESCRIPTION_FILE = 'azure.json'

/** What the last local Azure of this state said of itself; it may be dead by now. */
export function readDescription(stateDirectory: string): AzureDescription | undefined {
  const file = join(stateDirectory, DESCRIPTION_FILE)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as AzureDescription) : undefined
}
