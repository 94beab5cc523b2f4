import * as path from 'node:path'
import { jobBody } from '../../../tasks/common/machinelearning/job/job-body.ts'
import { submitJob } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { Resolver } from '../../../tasks/common/machinelearning/job/resolver.ts'
import { deploymentAssets } from '../../../tasks/common/machinelearning/deployment/deployment-assets.ts'
import { deploymentBody } from '../../../tasks/common/machinelearning/deployment/deployment-body.ts'
import { putDeployment } from '../../../tasks/common/machinelearning/deployment/deployment-resource.ts'
import { DeploymentResolver } from '../../../tasks/common/machinelearning/deployment/deployment-resolver.ts'
import { endpointOfFile } from '../../../tasks/common/machinelearning/endpoint/endpoint-of-file.ts'
import { createEndpoint } from '../../../tasks/common/machinelearning/endpoint/endpoint-resource.ts'
import { resolveCompute } from '../../../tasks/common/machinelearning/compute/compute-reference.ts'
import type { Workspace } from '../../../tasks/common/machinelearning/workspace/workspace.ts'
import type { DeploymentFile } from '../../../tasks/common/specification/deployment/deployment.ts'
import { isOnKubernetes, type EndpointFile } from '../../../tasks/common/specification/endpoint/endpoint.ts'
import { readJobFile } from '../../../tasks/common/specification/read-job-file.ts'
import {
  readDeploymentFile,
  readEndpointFile,
} from '../../../tasks/common/specification/read-serving-files.ts'
import { bodyOf, type RecordedRequest } from '../../support/fake-wire.ts'
import { CORPUS, overridesOf, typeOf, type Recording } from './corpus.ts'
import { normalNames } from './normal-names.ts'
import { RecordingWorkspace } from './workspace.ts'

/**
 * Submits a file as the recorder of the official client does: first into an empty workspace, for what is uploaded
 * and the assets; then again, for the bodies with their settled ids. Components are sent again: we send none that is there.
 */
export async function submitTwice(file: string): Promise<Recording> {
  const azure = new RecordingWorkspace()
  await submit(azure, file)
  const uploads = uploadsOf(azure)
  const assets = azure.sent.filter(({ url }) => /\/(codes|environments|models|data)\//.test(url.pathname))
  azure.sent = []
  azure.forgetComponents()
  await submit(azure, file)
  if (Object.keys(uploadsOf(azure)).length !== Object.keys(uploads).length)
    throw new Error('The second submission uploaded something anew.')
  return normalNames({ uploads, sent: { ...named(assets), ...named(azure.sent) } })
}

async function submit(azure: RecordingWorkspace, file: string): Promise<void> {
  const workspace = await azure.open()
  const place = path.join(CORPUS, file)
  if (typeOf(file) === 'endpoint') return makeEndpoint(workspace, readEndpointFile(place, overridesOf(file)))
  if (typeOf(file) === 'deployment') return deploy(workspace, readDeploymentFile(place, overridesOf(file)))
  const body = await jobBody(readJobFile(place, overridesOf(file)), new Resolver(workspace))
  await submitJob(workspace, 'JOB', body)
}

async function makeEndpoint(workspace: Workspace, file: EndpointFile): Promise<void> {
  const compute = isOnKubernetes(file) ? await resolveCompute(workspace, file.compute) : undefined
  await createEndpoint(workspace, endpointOfFile(file, { location: workspace.location, compute }))
}

async function deploy(workspace: Workspace, file: DeploymentFile): Promise<void> {
  const assets = await deploymentAssets(new DeploymentResolver(workspace), file)
  const body = deploymentBody(file, assets, workspace.location)
  await putDeployment(workspace, file.endpoint_name, file.name.toLowerCase(), body)
}

const uploadsOf = ({ blobs }: RecordingWorkspace): Record<string, number> =>
  Object.fromEntries(blobs.keys.map(key => [key, blobs.blobs.get(key)?.content.length ?? 0]))

const named = (sent: readonly RecordedRequest[]): Record<string, unknown> =>
  Object.fromEntries(
    sent.map(request => [`${request.method} ${request.url.pathname}`, bodyOf<unknown>(request)]),
  )
