import * as path from 'node:path'
import type { Snapshot } from '../../common/machinelearning/code/register-code.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { InputSpec, JobSpec } from '../../common/specification/job-spec.ts'

/** Tells what will be sent, before it is. */
export function printPlan(spec: JobSpec, snapshots: readonly Snapshot[], workspace: Workspace): void {
  const { log } = workspace.session
  const kind =
    spec.type === 'command' ? 'a command job' : `a pipeline job of ${Object.keys(spec.steps).join(', ')}`
  log.info(
    `Workspace ${workspace.name} (${workspace.location}): ${kind} in experiment ${spec.experimentName}.`,
  )
  for (const { folder, files } of snapshots) {
    const kilobytes = Math.ceil(files.reduce((sum, file) => sum + file.size, 0) / 1024)
    log.info(`Code ${path.basename(folder)}: ${files.length} file(s), ${kilobytes} KiB.`)
  }
  for (const [name, input] of Object.entries(spec.inputs)) log.info(`Input ${name}: ${describe(input)}`)
  for (const name of Object.keys(spec.outputs)) log.info(`Output ${name}`)
}

const describe = (input: InputSpec): string =>
  input.kind === 'data' ? `${input.type} ${input.path}` : input.value
