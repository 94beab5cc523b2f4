import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { followOperation } from '../../../../tasks/common/azure/operation-poller.ts'
import { registerCode } from '../../../../tasks/common/machinelearning/code/register-code.ts'
import { takeSnapshot } from '../../../../tasks/common/machinelearning/code/snapshot.ts'
import { registerAnonymousComponent } from '../../../../tasks/common/machinelearning/component/register-component.ts'
import type { ClusterSpec } from '../../../../tasks/common/machinelearning/compute/cluster.ts'
import {
  findCompute,
  putCluster,
  readyCompute,
  scaleCluster,
} from '../../../../tasks/common/machinelearning/compute/cluster-resource.ts'
import { resolveCompute } from '../../../../tasks/common/machinelearning/compute/compute-reference.ts'
import { deadlineIn, type Deadline } from '../../../../tasks/common/machinelearning/compute/deadline.ts'
import { listNodes } from '../../../../tasks/common/machinelearning/compute/list-nodes.ts'
import { checkQuota } from '../../../../tasks/common/machinelearning/compute/check-quota.ts'
import { findVmSize } from '../../../../tasks/common/machinelearning/compute/vm-sizes.ts'
import { uploadData } from '../../../../tasks/common/machinelearning/data/upload-data.ts'
import { assetReference } from '../../../../tasks/common/machinelearning/asset-reference.ts'
import { registerEnvironment } from '../../../../tasks/common/machinelearning/environment/register-environment.ts'
import { cancelJob, findJob, submitJob } from '../../../../tasks/common/machinelearning/job/jobs.ts'
import { registerModel } from '../../../../tasks/common/machinelearning/model/register-model.ts'
import { downloadOutputs } from '../../../../tasks/common/machinelearning/run/results/download-outputs.ts'
import {
  followJob,
  type FollowedJob,
} from '../../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { readTracking } from '../../../../tasks/common/machinelearning/run/results/read-metrics.ts'
import {
  listChildren,
  readDetails,
  readOutputs,
} from '../../../../tasks/common/machinelearning/run/history/run-history.ts'
import {
  newestModelVersions,
  tagModelVersion,
} from '../../../../tasks/common/machinelearning/model/model-version.ts'
import { readModelMetrics } from '../../../../tasks/common/machinelearning/model/read-model-metrics.ts'
import { readBaseline } from '../../../../tasks/common/gate/baseline/read-baseline.ts'
import { registerImage } from '../../../../tasks/common/machinelearning/environment/register-image.ts'
import type { Workspace } from '../../../../tasks/common/machinelearning/workspace/workspace.ts'
import {
  cancelBuild,
  logLink,
  readRun,
  scheduleBuild,
  uploadContext,
} from '../../../../tasks/common/registry/build/build-run.ts'
import { followBuild } from '../../../../tasks/common/registry/build/follow-build.ts'
import { findImage } from '../../../../tasks/common/registry/manifest/find-image.ts'
import { tagImage } from '../../../../tasks/common/registry/manifest/tag-image.ts'
import { imageLabels } from '../../../../tasks/common/registry/manifest/image-labels.ts'
import { resolveBase } from '../../../../tasks/common/registry/manifest/base-digest.ts'
import type { BuildOrder } from '../../../../tasks/common/registry/build/build-order.ts'
import { environmentImage } from '../../../../tasks/common/machinelearning/environment/environment-image.ts'
import { modelFiles } from '../../../../tasks/common/registry/image/model-files.ts'
import { openRegistry } from '../../../../tasks/common/registry/open-registry.ts'
import type { Registry } from '../../../../tasks/common/registry/registry.ts'
import { openDatastore } from '../../../../tasks/common/machinelearning/datastore/datastore.ts'
import { downloadPrefix } from '../../../../tasks/common/storage/download/download-prefix.ts'
import { uploadFiles } from '../../../../tasks/common/storage/upload.ts'
import { findSecret, setSecret } from '../../../../tasks/common/keyvault/secrets.ts'
import { openVault, type KeyVault } from '../../../../tasks/common/keyvault/vault.ts'
import { servingOperations } from './serving-operations.ts'

const newSecret = { value: 'v', contentType: 'a key', tags: {}, attributes: {} }

function vaultOf({ session }: Workspace): KeyVault {
  const uri = 'https://vault.example/'
  session.table.allow('Vault', uri)
  return { session, id: '/vaults/kv-chd', name: 'kv-chd', uri, goesByRoles: true }
}

const soon = ({ session }: Workspace): Deadline => deadlineIn(session.clock, 1)

/** Every operation of the library that sends something, each on an open workspace. */
export const operations: Record<string, (workspace: Workspace) => Promise<unknown>> = {
  ...servingOperations,
  'find a compute': workspace => findCompute(workspace, 'c'),
  'name a compute': workspace => resolveCompute(workspace, 'c'),
  'create a cluster': workspace => putCluster(workspace, cluster, soon(workspace)),
  'scale a cluster': workspace => scaleCluster(workspace, cluster, soon(workspace)),
  'wait for a compute': workspace => readyCompute(workspace, 'c', soon(workspace)),
  'list the nodes of a cluster': workspace => listNodes(workspace, 'c'),
  'list VM sizes': workspace => findVmSize(workspace, 'westeurope', 'Standard_DS2_v2'),
  'read the quota': workspace =>
    checkQuota(workspace, 'westeurope', { name: 's' }, { count: 1, tier: 'dedicated', isNew: true }),
  'register code': async workspace => registerCode(workspace, await takeSnapshot(sources())),
  'register an environment': workspace => registerEnvironment(workspace, { image: 'i' }),
  'find the latest environment': workspace => assetReference(workspace, 'environments', 'azureml:e@latest'),
  'register a component': workspace => registerAnonymousComponent(workspace, { display_name: 's' }),
  'upload data': workspace => uploadData(workspace, path.join(sources(), 'a.txt')),
  'find a job': workspace => findJob(workspace, 'j'),
  'submit a command job': workspace => submitJob(workspace, 'j', { jobType: 'Command' }),
  'submit a pipeline job': workspace => submitJob(workspace, 'j', { jobType: 'Pipeline' }),
  'cancel a job': workspace => cancelJob(workspace, 'j', workspace.session.signal),
  'read the details of a run': workspace => readDetails(workspace, 'j'),
  'list the children of a run': workspace => listChildren(workspace, 'j'),
  'read the outputs of a run': workspace => readOutputs(workspace, 'j'),
  'follow a job and its log': workspace => followJob(workspace, jobOf('Command'), limits),
  'follow a pipeline job and its steps': workspace => followJob(workspace, jobOf('Pipeline'), limits),
  'download outputs': workspace => downloadOutputs(workspace, 'j', ['model'], sources()),
  'download everything': workspace => downloadOutputs(workspace, 'j', 'all', sources()),
  'read metrics': workspace => readTracking(workspace, 'j'),
  'read the metrics of a pipeline': workspace => readTracking(workspace, 'p'),
  'register a model': workspace => registerModel(workspace, model),
  'list the versions of a model': workspace => newestModelVersions(workspace, 'm', 1),
  'tag a model': workspace => tagModelVersion(workspace, 'm', '1', { 'mlops.gate': 'accepted' }),
  'read the metrics of a model': workspace => readModelMetrics(workspace, registeredModel, 'm:1'),
  'download a model': workspace => modelFiles(workspace, registeredModel, sources()),
  'find the deployed model': workspace =>
    readBaseline(workspace, { from: 'deployed', endpointName: 'chd' }, { name: 'm', version: '2' }),
  'register an image': workspace =>
    registerImage(workspace, { reference: 'r/m@sha256:1', name: 'e', description: '', tags: {} }),
  'open the registry of the workspace and look for an image': async workspace =>
    findImage(await openRegistry(workspace, undefined), 'm', 't'),
  'find a registry by its name': workspace => openRegistry(workspace, 'crother'),
  'find a key vault': ({ session }) => openVault(session, 'rg-mlops', 'kv-chd'),
  'read a secret': workspace => findSecret(vaultOf(workspace), 'chd-key'),
  'write a secret': workspace => setSecret(vaultOf(workspace), 'chd-key', newSecret),
  'upload a build context': workspace =>
    uploadContext(registryOf(workspace), path.join(sources(), 'a.txt'), 1),
  'start a build': workspace => scheduleBuild(registryOf(workspace), 'source/x', build),
  'read a build': workspace => readRun(registryOf(workspace), 'ca1'),
  'find the log of a build': workspace => logLink(registryOf(workspace), 'ca1'),
  'follow a build': workspace =>
    followBuild(registryOf(workspace), { properties: { runId: 'ca1', status: 'Queued' } }, line => line),
  'put a tag on an image': async workspace =>
    tagImage(await openRegistry(workspace, undefined), 'm', digest, ['t']),
  'read the labels of an image': async workspace =>
    imageLabels(await openRegistry(workspace, undefined), 'm', digest),
  'ask which image a name means': async workspace =>
    resolveBase(await openRegistry(workspace, undefined), 'registry.example/base:1', {}),
  'ask another registry which image a name means': workspace =>
    resolveBase(registryOf(workspace), 'base.example/base:1', {}),
  'read the image of an environment': workspace => environmentImage(workspace, 'e:1'),
  'cancel a build': workspace =>
    cancelBuild(workspace.session, registryOf(workspace).id, 'ca1', workspace.session.signal),
  'open a data store and upload': async workspace => {
    const { container } = await openDatastore(workspace, 'workspaceblobstore')
    const file = { absolute: path.join(sources(), 'a.txt'), relative: 'a.txt', size: 1 }
    await uploadFiles(container, 'x/', [file], workspace.session.signal)
  },
  'open a data store and download': async workspace => {
    const { container } = await openDatastore(workspace, 'workspaceblobstore')
    await downloadPrefix(container, 'azureml/', sources(), workspace.session.signal)
  },
  'follow an operation': async workspace => {
    const url = `https://management.example${workspace.id}/anything`
    const answer = await workspace.session.door.send('ResourceManager', { method: 'PUT', url, accept: [307] })
    await followOperation(workspace.session, answer, { what: 'It', deadlineInMinutes: 1 })
  },
  'read a range of a log': workspace =>
    workspace.session.anonymous.range('https://account.blob.storage.example/logs/x?sig=s', 0, 10),
  'read a public document': workspace =>
    workspace.session.anonymous.json('https://discovery.example/discovery'),
}

const limits = { queueTimeoutInMinutes: 1, runTimeoutInMinutes: 1 }
const jobOf = (jobType: string): FollowedJob => ({ name: 'j', properties: { jobType } })

const model = {
  name: 'm',
  uri: 'azureml://jobs/j/outputs/model/paths/',
  type: 'custom_model',
  job: 'j',
  description: undefined,
  tags: {},
}

const cluster: ClusterSpec = {
  name: 'c',
  size: 'Standard_DS2_v2',
  location: 'westeurope',
  tier: 'dedicated',
  minInstances: 0,
  maxInstances: 1,
  idleTimeBeforeScaleDown: 120,
  subnet: undefined,
  enableNodePublicIp: true,
  identityType: 'none',
  userAssignedIdentities: [],
  description: undefined,
  tags: {},
}

const registeredModel = {
  id: '/models/m/versions/1',
  name: '1',
  properties: { modelUri: 'azureml://datastores/workspaceblobstore/paths/m/', jobName: 'j' },
}

const digest = `sha256:${'d'.repeat(64)}`

const build: BuildOrder = {
  repository: 'm',
  tag: 't',
  tags: [],
  files: [],
  arguments: {},
  secretArguments: {},
  pullsBases: false,
  platform: 'linux/amd64',
  timeoutInSeconds: 3600,
  agentPoolName: undefined,
  access: { identity: undefined, logins: {}, identities: {} },
}

const registryOf = (workspace: Workspace): Registry => ({
  workspace,
  id: `/subscriptions/${workspace.subscriptionId}/resourceGroups/rg-mlops/providers/Microsoft.ContainerRegistry/registries/crmlops`,
  name: 'crmlops',
  loginServer: 'registry.example',
  isAbac: false,
  isPrivate: false,
})

let folder: string | undefined

/** A folder with one small file, made once. */
function sources(): string {
  if (folder === undefined) {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sources-'))
    fs.writeFileSync(path.join(folder, 'a.txt'), 'a')
  }
  return folder
}

export function removeSources(): void {
  if (folder !== undefined) fs.rmSync(folder, { recursive: true })
  folder = undefined
}
