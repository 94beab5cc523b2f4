import assert from 'node:assert/strict'
import type { Json } from '../azure-ml/workspace.ts'
import { type ServingWorkspace, deploymentBody, startWithCluster } from './serving-workspace.ts'
import { putImage, putTinyImage } from './tiny-image.ts'

interface Failure {
  code: string
  details: [{ code: string; message: string }]
}

describe('Deployments that do not come up in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let image: string

  before(async () => {
    workspace = await startWithCluster()
    image = await putTinyImage(workspace.azure.world)
    await workspace.makeEndpoint('chd')
  })
  after(() => workspace.close())

  const put = async (name: string, properties: Json = {}, from = image) =>
    workspace.arm(
      'PUT',
      `/onlineEndpoints/chd/deployments/${name}`,
      await deploymentBody(workspace, from, properties),
    )
  const errorOf = (status: Json) => status['error'] as Failure

  it('end Failed where the image cannot be pulled, and can only be deleted then', async () => {
    const gone = image.replace(/.{64}$/, '0'.repeat(64))
    const status = await workspace.ended(await put('unpulled', {}, gone))
    assert.deepEqual([status['status'], errorOf(status).code], ['Failed', 'BadRequest'])
    assert.equal(errorOf(status).details[0].code, 'ImagePullLoopBackOff')
    const again = await put('unpulled')
    assert.equal(again.status, 400)
    assert.match(again.text, /Specified deployment \[unpulled\] failed during initial provisioning/)
    assert.match(await logs('unpulled'), /Try again later/)
    await workspace.ended(await workspace.arm('DELETE', '/onlineEndpoints/chd/deployments/unpulled'))
    assert.equal((await workspace.deploy('chd', 'unpulled', image))['name'], 'unpulled')
  })

  it('end Failed where init() throws, with the traceback in error and log', async () => {
    const status = await workspace.ended(
      await put('throwing', { environmentVariables: { FAIL_INIT: 'no model here' } }),
    )
    const detail = errorOf(status).details[0]
    assert.equal(detail.code, 'UserScriptInitFailed')
    assert.match(detail.message, /RuntimeError: no model here/)
    const log = await logs('throwing')
    assert.match(log, /^Instance status:\nSystemSetup: Succeeded\nUserContainerImagePull: Succeeded\n/)
    assert.match(log, /UserContainerStart: Failed\n[^]*Container logs:\n[^]*RuntimeError: no model here/)
  })

  it('end Failed where the port is never answered', async () => {
    const mute = await putImage(
      workspace.azure.world,
      'mute',
      [{ 'opt/mlops/serve': { mode: 0o755, content: '#!/bin/sh\nexec sleep 600\n' } }],
      { Cmd: ['/opt/mlops/serve'] },
    )
    const readinessProbe = { initialDelay: 'PT0S', period: 'PT1S', failureThreshold: 1 }
    const status = await workspace.ended(await put('mute', { readinessProbe }, mute))
    assert.equal(errorOf(status).details[0].code, 'KubernetesCrashLoopBackOff')
    assert.match(errorOf(status).details[0].message, /readiness probe failed/)
  })

  it('end Failed where the image lacks what its command needs of the environment', async () => {
    const bare = await putImage(
      workspace.azure.world,
      'bare',
      [
        {
          'opt/mlops/serve': {
            mode: 0o755,
            content: '#!/bin/sh\nset -u\nexec python3 "$MLOPS_HOME/server.py"\n',
          },
        },
      ],
      { Cmd: ['/opt/mlops/serve'] },
    )
    const status = await workspace.ended(await put('bare', {}, bare))
    assert.equal(errorOf(status).details[0].code, 'KubernetesCrashLoopBackOff')
    assert.match(errorOf(status).details[0].message, /MLOPS_HOME/)
  })

  it('end Failed with the error that a fault names', async () => {
    const error = {
      code: 'BadRequest',
      message: 'The request is invalid.',
      details: [{ code: 'PodUnschedulable', message: 'OutOfQuota' }],
    }
    workspace.azure.world.faults.add({
      effect: { kind: 'failedOperation', operation: 'deployment.create', error },
    })
    assert.deepEqual((await workspace.ended(await put('unlucky')))['error'], error)
  })

  const logs = async (name: string) =>
    String(
      (await workspace.ok('POST', `/onlineEndpoints/chd/deployments/${name}/getLogs`, { tail: 100 }))[
        'content'
      ],
    )
})
