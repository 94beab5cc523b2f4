import * as path from 'node:path'
import type { Snapshot } from '../../../common/machinelearning/code/snapshot.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { isData } from '../../../common/specification/job/inputs.ts'
import type { JobSpec } from '../../../common/specification/read-job-file.ts'
import { biggestEntries, LARGE, totalSize } from '../../../common/storage/folder-contents.ts'
import { readableBytes } from '../../../common/text/readable-bytes.ts'
import { withoutSecrets } from '../../../common/text/without-secrets.ts'

/** Tells what will be sent, before it is. */
export function printPlan(spec: JobSpec, snapshots: readonly Snapshot[], workspace: Workspace): void {
  const { log } = workspace.session
  const steps = 'jobs' in spec ? ` of ${Object.keys(spec.jobs).join(', ')}` : ''
  const kind = `a ${spec.type} job${steps}`
  log.info(
    `Workspace ${workspace.name} (${workspace.location}): ${kind} in experiment ${spec.experiment_name}.`,
  )
  for (const snapshot of snapshots) printSnapshot(snapshot, workspace)
  for (const [name, input] of Object.entries(spec.inputs ?? {})) log.info(`Input ${name}: ${describe(input)}`)
  for (const name of Object.keys(spec.outputs ?? {})) log.info(`Output ${name}`)
}

/** A large folder is told of before it is read for its hash: that alone takes long. */
function printSnapshot({ folder, files, rules }: Snapshot, { session: { log } }: Workspace): void {
  const size = totalSize(files)
  log.info(`Code ${path.basename(folder)}: ${files.length} file(s), ${readableBytes(size)}.`)
  if (size <= LARGE) return
  const hint = rules
    ? `Lines in its ${rules} leave`
    : 'A file .amlignore in it, in the form of a .gitignore, leaves'
  log.warning(
    `The code folder ${folder} is large: ${readableBytes(size)} in ${files.length} files. The biggest entries are ` +
      `${biggestEntries(files).join(', ')}. ${hint} out what the job does not need; data is better given as an input.`,
  )
}

type Input = NonNullable<JobSpec['inputs']>[string]

const describe = (input: Input): string =>
  isData(input) ? `${input.type} ${withoutSecrets(input.path)}` : withoutSecrets(input.text)
