import * as path from 'node:path'
import { jobBody } from '../../../tasks/common/machinelearning/job/job-body.ts'
import { submitJob } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { Resolver } from '../../../tasks/common/machinelearning/job/resolver.ts'
import { readJobFile } from '../../../tasks/common/specification/read-job-file.ts'
import { bodyOf, type RecordedRequest } from '../../support/fake-wire.ts'
import { CORPUS, overridesOf, type Recording } from './corpus.ts'
import { normalNames } from './normal-names.ts'
import { RecordingWorkspace } from './workspace.ts'

/**
 * Submits a job file as the recorder of the official client does: first into an empty workspace, for what is uploaded
 * and the code; then again, for the bodies with their settled ids. Components are sent again: we send none that is there.
 */
export async function submitTwice(file: string): Promise<Recording> {
  const azure = new RecordingWorkspace()
  await submit(azure, file)
  const uploads = uploadsOf(azure)
  const code = azure.sent.filter(({ url }) => /\/(codes|environments)\//.test(url.pathname))
  azure.sent = []
  azure.forgetComponents()
  await submit(azure, file)
  if (Object.keys(uploadsOf(azure)).length !== Object.keys(uploads).length)
    throw new Error('The second submission uploaded something anew.')
  return normalNames({ uploads, sent: { ...named(code), ...named(azure.sent) } })
}

async function submit(azure: RecordingWorkspace, file: string): Promise<void> {
  const workspace = await azure.open()
  const job = readJobFile(path.join(CORPUS, file), overridesOf(file))
  const body = await jobBody(job, new Resolver(workspace))
  await submitJob(workspace, 'JOB', body)
}

const uploadsOf = ({ blobs }: RecordingWorkspace): Record<string, number> =>
  Object.fromEntries(blobs.keys.map(key => [key, blobs.blobs.get(key)?.content.length ?? 0]))

const named = (sent: readonly RecordedRequest[]): Record<string, unknown> =>
  Object.fromEntries(
    sent.map(request => [`${request.method} ${request.url.pathname}`, bodyOf<unknown>(request)]),
  )
