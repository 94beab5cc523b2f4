import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ContainerClient } from '@azure/storage-blob'
import type { StartOptions } from '../../../local/azure/api.ts'
import { type Answer, type AzureUnderTest, startForTest } from '../azure/local-azure.ts'

export type Json = Record<string, unknown>

/** A workspace of a local Azure that is started for one suite, spoken to as a client that knows the REST API would. */
export interface WorkspaceUnderTest {
  azure: AzureUnderTest
  /** ARM id. */
  id: string
  arm(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>
  /** A call to the data plane: `history('/runs/x')`. */
  history(path: string): Promise<Answer>
  mlflow(method: string, operation: string, body?: object): Promise<Answer>
  /** ARM's answer, which must be a success. */
  ok(method: string, path: string, body?: object): Promise<Json>
  /** Registers an environment of Python 3.11 and nothing else; answers its id. */
  plainEnvironment(): Promise<string>
  /** Uploads files as a code asset, the way clients do; answers its id. */
  upload(files: Record<string, string>): Promise<string>
  /** Polls until the run has this status, or fails after a minute. */
  waitFor(runId: string, ...statuses: string[]): Promise<Json>
  details(runId: string): Promise<RunDetails>
  readLog(runId: string, name?: string): Promise<string>
  close(): Promise<void>
}

export interface RunDetails extends Json {
  status: string
  logFiles: Record<string, string>
  error: { error: { code: string; message: string } } | null
}

const version = 'api-version=2025-12-01'
const statusDeadline = 60_000

export async function startWorkspace(options: StartOptions = {}): Promise<WorkspaceUnderTest> {
  const azure = await startForTest(options)
  const { endpoints } = azure.description
  const id = azure.world.workspaceArmId
  const tokenFor = async (scope: string) => (await azure.credential.getToken(scope)).token
  const token = await tokenFor('https://management.azure.com/.default')
  const arm: WorkspaceUnderTest['arm'] = (method, path, body, headers = {}) =>
    azure.call(
      method,
      `${endpoints.resourceManager}${id}${path}${path.includes('?') ? '&' : '?'}${version}`,
      {
        token,
        headers,
        ...(body && { body }),
      },
    )
  const ok: WorkspaceUnderTest['ok'] = async (method, path, body) => {
    const answer = await arm(method, path, body)
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.json()
  }
  const history = (path: string) =>
    azure.call('GET', `${endpoints.dataPlane}/history/v1.0${id}${path}`, { token })
  const mlflow: WorkspaceUnderTest['mlflow'] = (method, operation, body) =>
    azure.call(method, `${endpoints.dataPlane}/mlflow/v2.0${id}/api/2.0/mlflow/${operation}`, {
      token,
      ...(body && { body }),
    })
  const details = async (runId: string) => (await history(`/runs/${runId}/details`)).json() as RunDetails
  return {
    azure,
    id,
    arm,
    ok,
    history,
    mlflow,
    details,
    plainEnvironment: () => plainEnvironment(ok, id),
    upload: files => upload({ azure, ok, id }, files),
    async waitFor(runId, ...statuses) {
      const deadline = Date.now() + statusDeadline
      for (;;) {
        const run = (await history(`/runs/${runId}`)).json()
        if (statuses.includes(String(run['status']))) return run
        assert.ok(
          Date.now() < deadline,
          `The run ${runId} is still ${String(run['status'])}, not ${statuses.join(' or ')}.`,
        )
        await delay(30)
      }
    },
    async readLog(runId, name = 'user_logs/std_log.txt') {
      const { logFiles } = await details(runId)
      const address = logFiles[name]
      assert.ok(address, `The run ${runId} has no log ${name}, but ${Object.keys(logFiles).join(', ')}.`)
      return (await azure.call('GET', address)).text
    },
    close: () => azure.close(),
  }
}

async function plainEnvironment(ok: WorkspaceUnderTest['ok'], id: string): Promise<string> {
  const condaFile = 'channels: [conda-forge]\ndependencies:\n  - python=3.11\n'
  await ok('PUT', '/environments/plain/versions/1', { properties: { image: 'example.io/base:1', condaFile } })
  return `${id}/environments/plain/versions/1`
}

async function upload(
  { azure, ok, id }: Pick<WorkspaceUnderTest, 'azure' | 'ok' | 'id'>,
  files: Record<string, string>,
): Promise<string> {
  const name = randomUUID()
  const body = { pendingUploadType: 'TemporaryBlobReference' }
  const pending = await ok('POST', `/codes/${name}/versions/1/startPendingUpload`, body)
  const place = pending['blobReferenceForConsumption'] as { blobUri: string; credential: { sasUri: string } }
  const container = new ContainerClient(place.credential.sasUri, undefined, { ...azure.trust } as object)
  for (const [path, content] of Object.entries(files)) {
    await container.getBlockBlobClient(`src/${path}`).upload(content, Buffer.byteLength(content))
  }
  await ok('PUT', `/codes/${name}/versions/1`, {
    properties: { codeUri: `${place.blobUri}/src`, isAnonymous: true },
  })
  return `${id}/codes/${name}/versions/1`
}
