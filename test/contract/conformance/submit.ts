import * as path from 'node:path'
import { jobBody } from '../../../tasks/common/machinelearning/job/job-body.ts'
import { submitJob } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { Resolver } from '../../../tasks/common/machinelearning/job/resolver.ts'
import { readJobFile } from '../../../tasks/common/specification/read-job-file.ts'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { bodyOf, type RecordedRequest } from '../../support/fake-wire.ts'
import { CORPUS, type Recording } from './corpus.ts'
import { codeName, RecordingWorkspace, type CodeBody } from './workspace.ts'

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
  const body = await jobBody(readJobFile(path.join(CORPUS, file)), new Resolver(workspace))
  await submitJob(workspace, 'JOB', body)
}

const uploadsOf = ({ blobs }: RecordingWorkspace): Record<string, number> =>
  Object.fromEntries(blobs.keys.map(key => [key, blobs.blobs.get(key)?.content.length ?? 0]))

const named = (sent: readonly RecordedRequest[]): Record<string, unknown> =>
  Object.fromEntries(
    sent.map(request => [`${request.method} ${request.url.pathname}`, bodyOf<unknown>(request)]),
  )

/** The rules of `test/conformance/client/normal.py`, and the host of blobs. */
function normalNames(recording: Recording): Recording {
  let text = JSON.stringify(recording)
  for (const [line, body] of Object.entries(recording.sent)) {
    const name = /^PUT .*\/codes\/([^/]+)\/versions\/1$/.exec(line)?.[1]
    if (name) text = text.replaceAll(name, settledName(body as CodeBody))
  }
  return JSON.parse(
    text.replaceAll(WORKSPACE_ID, 'WORKSPACE').replaceAll('storage.example', 'core.windows.net'),
  ) as Recording
}

function settledName({ properties }: CodeBody): string {
  const hash = properties?.properties?.hash_sha256
  return hash ? codeName(hash) : `at-${properties?.codeUri?.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
}
