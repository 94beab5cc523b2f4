import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import type { TestFolder } from '../../support/folder.ts'
import { ContainerizeWorld } from './world.ts'

/** Versions with their metric in the order of their making; the last is the candidate, handed off. */
export function versionsIn(
  folder: TestFolder,
  values: readonly (number | undefined)[],
  inputs: Readonly<Record<string, string>> = {},
): ContainerizeWorld {
  const world = new ContainerizeWorld(folder, inputs)
  values.forEach((value, index) => {
    world.register(String(index + 1), value)
  })
  world.handOff(String(values.length))
  return world
}

/** Its log. */
export const said = (world: ContainerizeWorld): string => world.azure.host.log.text
/** Runs it to its end and tells the output `gateVerdict`. */
export const verdictOf = async (world: ContainerizeWorld): Promise<string | undefined> => {
  await world.run()
  return world.azure.host.outputValues['gateVerdict']
}
/** Runs it to its failure and tells that as the log does. */
export const failureOf = (world: ContainerizeWorld): Promise<string> =>
  world.run().then(
    outcome => assert.fail(`it ended as ${outcome.result}`),
    (reason: unknown) => explain(reason).join('\n'),
  )
/** The tags of a version of the model; what is set here is there when the task looks. */
export const tagsOf = (world: ContainerizeWorld, version: string) =>
  world.models[version]?.['tags'] as Record<string, string>
