import type { JobOutput } from '../../specification/job/outputs.ts'
import type { JobBody } from './body.ts'
import { defined, mapValues } from './defined.ts'
import { modeBody } from './modes.ts'

/** A component may describe its outputs; a job file cannot. */
type DescribedOutput = JobOutput & { readonly description?: string }

/** The outputs of a job: where they go and, where named, the asset that Azure registers them as. */
export const outputBodies = (outputs: Readonly<Record<string, JobOutput | null>> = {}): JobBody =>
  mapValues(outputs, output => outputBody(output ?? {}))

const outputBody = ({ type, mode, path, name, version, description }: DescribedOutput): JobBody =>
  defined({
    jobOutputType: type ?? 'uri_folder',
    mode: modeBody(mode),
    uri: path,
    assetName: name,
    assetVersion: version,
    description,
  })
