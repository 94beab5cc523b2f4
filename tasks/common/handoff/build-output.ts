import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { Variables } from '../host/host.ts'

export const SCHEMA_VERSION = 1
export const BUILD_OUTPUT_FILE = 'build-pipeline-output-vars.json'

/**
 * What the build side tells the release side. The first seven keys are the lab's; the image's and the gate's stay
 * null until the model is containerized.
 */
export interface BuildOutput {
  readonly model_name: string | null
  readonly model_version: string | null
  readonly model_path: string | null
  /** The lab called its gate's number so; ROC AUC or accuracy, whichever the job logged. */
  readonly model_acc: number | null
  readonly deploy_model_bool: boolean | null
  readonly image_name: string | null
  readonly image_id: string | null
  readonly schema_version: number
  readonly image_reference: string | null
  readonly image_digest: string | null
  /** The commit that the image was built from: an older one where it was taken again. */
  readonly image_commit?: string | null
  readonly metrics: Readonly<Record<string, number>>
  readonly gate: unknown
  readonly job_name: string
  readonly build_number: string | null
  readonly commit: string | null
}

/** `mlops/` under the pipeline's workspace, in a release under its working folder. */
export function handoffFolder(variables: Variables): string {
  const root =
    variables.get('System.HostType') === 'release'
      ? variables.get('System.DefaultWorkingDirectory')
      : (variables.get('Pipeline.Workspace') ?? variables.get('System.DefaultWorkingDirectory'))
  return path.join(root ?? process.cwd(), 'mlops')
}

export async function writeBuildOutput(file: string, output: BuildOutput): Promise<void> {
  await writeJson(file, output)
}

/** Whole or not at all: a reader never sees half a file. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true })
  const partial = `${file}.partial`
  await fs.writeFile(partial, `${JSON.stringify(value, null, 2)}\n`)
  await fs.rename(partial, file)
}
