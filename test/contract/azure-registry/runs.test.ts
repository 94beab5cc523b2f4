import assert from 'node:assert/strict'
import type { RestError } from '@azure/core-rest-pipeline'
import { BlockBlobClient } from '@azure/storage-blob'
import { until } from '../azure/until.ts'
import { contextWith, dockerfile } from './context.ts'
import { type RegistryUnderTest, group, officialClient, quickBuild, startRegistry } from './registry.ts'

describe('Builds by the container registry', function () {
  this.timeout(240_000)
  let registry: RegistryUnderTest

  before(async () => {
    registry = await startRegistry()
  })
  after(() => registry.close())
  afterEach(() => {
    const { config, faults, pace } = registry.azure.world
    Object.assign(config, { registryTasks: true, roleAssignmentMode: 'LegacyRegistryPermissions' })
    faults.clear()
    pace.clear()
  })

  it('are told by the workspace where to go', async () => {
    const { world } = registry.azure
    const { endpoints } = registry.azure.description
    const { token } = await registry.azure.credential.getToken('https://management.azure.com/.default')
    const url = `${endpoints.resourceManager}${world.workspaceArmId}?api-version=2025-12-01`
    const workspace = (await registry.azure.call('GET', url, { token })).json()
    const { containerRegistry } = workspace['properties'] as { containerRegistry: string }
    assert.equal(containerRegistry, registry.id)
    assert.equal(containerRegistry.startsWith('/subscriptions/'), true)
  })

  it('have a registry whose role assignments the official client reads', async () => {
    const { loginServer, roleAssignmentMode } = await registry.client.registries.get(group, registry.name)
    assert.match(loginServer ?? '', /^localhost:\d+$/)
    assert.equal(roleAssignmentMode, 'LegacyRegistryPermissions')
  })

  it('need a registry that exists', async () => {
    await assert.rejects(
      registry.client.registries.getBuildSourceUploadUrl(group, 'other'),
      (error: RestError) => error.statusCode === 404 && error.code === 'ResourceNotFound',
    )
  })

  it('need an API version that has them', async () => {
    for (const version of ['2019-06-01-preview', '2025-03-01-preview'])
      assert.equal(
        (await registry.arm('POST', '/listBuildSourceUploadUrl', undefined, version)).status,
        200,
        version,
      )
    const answer = await registry.arm('POST', '/listBuildSourceUploadUrl', undefined, '2025-11-01')
    assert.equal(answer.status, 400)
    assert.match(answer.text, /NoRegisteredProviderFound/)
  })

  it('are refused to a reader, who may follow them all the same', async () => {
    const reader = officialClient(registry.azure, await registry.azure.stranger({ role: 'Reader' }))
    await assert.rejects(
      reader.registries.getBuildSourceUploadUrl(group, registry.name),
      (error: RestError) =>
        error.code === 'AuthorizationFailed' && /listBuildSourceUploadUrl\/action/.test(error.message),
    )
    const runId = await registry.schedule({ Dockerfile: 'FROM scratch\n' })
    assert.equal((await reader.runs.get(group, registry.name, runId)).runId, runId)
  })

  describe('with their upload link', () => {
    const linked = async () => {
      const { uploadUrl = '' } = await registry.client.registries.getBuildSourceUploadUrl(
        group,
        registry.name,
      )
      return uploadUrl
    }
    const clientFor = (url: string) =>
      new BlockBlobClient(url, undefined, {
        ...registry.azure.trust,
        retryOptions: { maxTries: 1 },
      })

    it('allow to write that archive', async () => {
      assert.equal((await clientFor(await linked()).upload('x', 1))._response.status, 201)
    })

    it('allow neither to read it nor to write another', async () => {
      const url = await linked()
      await clientFor(url).upload('x', 1)
      await assert.rejects(clientFor(url).downloadToBuffer(), { statusCode: 403 })
      await assert.rejects(clientFor(url.replace('.tar.gz', '2.tar.gz')).upload('x', 1), { statusCode: 403 })
    })

    it('end with an hour', async () => {
      const url = await linked()
      registry.azure.world.clock.advance(3601_000)
      await assert.rejects(clientFor(url).upload('x', 1), { statusCode: 403 })
    })
  })

  it('are scheduled with an answer that has no digest, no log and no operation to poll yet', async () => {
    registry.azure.world.pace.set('registryRun', { kind: 'reads', count: 1 })
    const sourceLocation = await registry.upload({ Dockerfile: 'FROM scratch\n' })
    const answer = await registry.arm('POST', '/scheduleRun', { ...quickBuild, sourceLocation })
    assert.equal(answer.headers['azure-asyncoperation'], undefined)
    assert.equal(answer.headers['location'], undefined)
    const body = answer.json()
    const { runId, status, provisioningState, outputImages } = body['properties'] as Record<string, unknown>
    assert.deepEqual([status, provisioningState, outputImages], ['Queued', 'Succeeded', undefined])
    assert.match(String(runId), /^c[0-9a-z]{2}$/)
    assert.equal(body['id'], `${registry.id}/runs/${String(runId)}`)
  })

  it('go from Queued over Started and Running as the pace says', async () => {
    const { pace } = registry.azure.world
    pace.set('registryRun', { kind: 'reads', count: 1 })
    const runId = await registry.schedule({ Dockerfile: 'FROM scratch\n' })
    const seen: string[] = []
    await until('the run has failed', async () => {
      seen.push((await registry.client.runs.get(group, registry.name, runId)).status ?? '')
      return seen.at(-1) === 'Failed'
    })
    assert.deepEqual([...new Set(seen)], ['Started', 'Running', 'Failed'])
  })

  it('that are broken in their request are refused, naming each fault', async () => {
    const answer = await registry.arm('POST', '/scheduleRun', {
      ...quickBuild,
      timeout: 20,
      arguments: [{ name: 'A' }],
    })
    assert.equal(answer.status, 400)
    assert.match(answer.text, /\/timeout must be >= 300/)
    assert.match(answer.text, /\/arguments\/0 must have required property 'value'/)
  })

  it('of other kinds are not emulated, and say so', async () => {
    const answer = await registry.arm('POST', '/scheduleRun', { type: 'EncodedTaskRunRequest' })
    assert.equal(answer.status, 501)
    assert.match(answer.text, /EncodedTaskRunRequest/)
  })

  it('are forbidden to some subscriptions in the words of Azure, after an upload that succeeds', async () => {
    const { name, azure } = registry
    assert.equal((await azure.control('PUT', '/registry', { registryTasks: false })).status, 200)
    const sourceLocation = await registry.upload({ Dockerfile: 'FROM scratch\n' })
    const answer = await registry.arm('POST', '/scheduleRun', { ...quickBuild, sourceLocation })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json(), {
      error: {
        code: 'TasksOperationsNotAllowed',
        message: `ACR Tasks requests for the registry ${name} and ${azure.description.subscriptionId} are not permitted. Please file an Azure support request at http://aka.ms/azuresupport for assistance.`,
        target: 'request',
      },
    })
  })

  it('cannot be allowed without the token of the control API', async () => {
    const { control } = registry.azure.description
    const answer = await registry.azure.call('PUT', `${control.url}/registry`, {
      body: { registryTasks: true },
    })
    assert.equal(answer.status, 401)
  })

  it('of any other Dockerfile need an engine', async () => {
    const run = await registry.finished(await registry.schedule({ Dockerfile: 'FROM scratch\nCOPY . /\n' }))
    assert.equal(run.status, 'Failed')
    assert.match(run.log, /needs docker, podman or buildah/)
    assert.equal(run.complete, 'failed')
  })

  it('whose step fails show the step and what it said, and push nothing', async () => {
    const runId = await registry.schedule(contextWith('no-such-package-of-mlops==1\n'))
    const run = await registry.finished(runId)
    assert.equal(run.status, 'Failed')
    assert.equal(run.error, 'failed during run, err: exit status 1')
    assert.match(run.log, /no-such-package-of-mlops/)
    assert.match(run.log, /The command '\/bin\/sh -c python3 -m venv .*' returned a non-zero code: 1/)
    assert.match(run.log, /Container failed during run: build\. No retries remaining\./)
    assert.match(
      run.log,
      new RegExp(`Run ID: ${runId} failed after \\d+s\\. Error: failed during run, err: exit status 1`),
    )
    assert.deepEqual(run.images, [])
  })

  it('need the Dockerfile that they name, inside of the context', async () => {
    for (const dockerFilePath of ['build/Dockerfile', '../../../settings.json']) {
      const run = await registry.finished(await registry.schedule(contextWith(''), { dockerFilePath }))
      assert.equal(run.status, 'Failed')
      assert.match(run.log, /unable to prepare context: .*no such file or directory/)
    }
  })

  it('that need an engine by order of the control API fail where none answers', async () => {
    const { world } = registry.azure
    const path = process.env['PATH']
    try {
      process.env['PATH'] = ''
      world.config.imageBuilder = 'engine'
      const run = await registry.finished(await registry.schedule(contextWith('')))
      assert.equal(run.status, 'Failed')
      assert.match(run.error ?? '', /Neither docker, podman nor buildah answers/)
    } finally {
      process.env['PATH'] = path
      world.config.imageBuilder = 'own'
    }
  })

  it('whose COPY finds nothing fail there', async () => {
    const { serve: _serve, ...rest } = contextWith('')
    const run = await registry.finished(await registry.schedule(rest))
    assert.equal(run.status, 'Failed')
    assert.match(run.log, /COPY failed: file not found in build context[^\n]*: serve/)
    assert.match(run.log, /The instruction "COPY --chmod=755 serve \/opt\/mlops\/serve" failed\./)
  })

  it('of a source that was never uploaded fail to download it', async () => {
    const answer = await registry.arm('POST', '/scheduleRun', {
      ...quickBuild,
      sourceLocation: 'source/202611230000/none.tar.gz',
    })
    const run = await registry.finished(String(answer.json()['name']))
    assert.match(run.error ?? '', /failed to download context/)
  })

  it('never write a secret build argument into their log', async () => {
    const run = await registry.finished(
      await registry.schedule(
        {
          ...contextWith(''),
          Dockerfile: dockerfile.replace('EXPOSE 5001', 'EXPOSE 5001\nLABEL a=s3cret-value'),
        },
        { arguments: [{ name: 'TOKEN', value: 's3cret-value', isSecret: true }] },
      ),
    )
    assert.equal(run.status, 'Succeeded', run.log)
    assert.doesNotMatch(run.log, /s3cret-value/)
    assert.match(run.log, /LABEL a=\*\*\*/)
  })

  it('keep a log that is an append blob, absent before its first line, linked anew at each call', async () => {
    const runId = await registry.schedule({ Dockerfile: 'FROM scratch\n' })
    await registry.finished(runId)
    const { clock, blobs } = registry.azure.world
    const link = async () =>
      (await registry.client.runs.getLogSasUrl(group, registry.name, runId)).logLink ?? ''
    const first = await link()
    const place = blobs.locate(first)
    assert.equal((await blobs.stat(place?.container ?? '', place?.blob ?? ''))?.type, 'AppendBlob')
    clock.advance(76 * 60_000)
    assert.equal((await registry.azure.call('GET', first)).status, 403)
    assert.equal((await registry.azure.call('GET', await link())).status, 200)
  })

  it('are listed, the latest first', async () => {
    const answer = await registry.arm('GET', '/runs')
    const names = (answer.json()['value'] as { name: string }[]).map(({ name }) => name)
    assert.deepEqual(names, [...names].sort().reverse())
    assert.ok(names.includes('ca1'))
  })

  describe('of a registry with repository permissions', () => {
    const schedule = (more: object, version: string) => async () => {
      const sourceLocation = await registry.upload(contextWith(''))
      const body = { ...quickBuild, sourceLocation, ...more }
      const answer = await registry.arm('POST', '/scheduleRun', body, version)
      return registry.finished(String(answer.json()['name']))
    }
    const asCaller = { credentials: { sourceRegistry: { identity: '[caller]' } } }

    beforeEach(() => {
      registry.azure.world.config.roleAssignmentMode = 'AbacRepositoryPermissions'
    })

    it('fail to push when they name no identity, whatever roles the caller has', async () => {
      const run = await schedule({}, '2025-03-01-preview')()
      assert.equal(run.status, 'Failed')
      assert.match(run.error ?? '', /when specifying push, at least one credential is required/)
    })

    it('fail likewise through the API version that does not know identities', async () => {
      const run = await schedule(asCaller, '2019-06-01-preview')()
      assert.match(run.error ?? '', /at least one credential is required/)
    })

    it('are denied to a caller who is Contributor but no writer of repositories', async () => {
      const run = await schedule(asCaller, '2025-03-01-preview')()
      assert.match(run.error ?? '', /denied: requested access to the resource is denied/)
    })

    it('succeed in the name of a caller who may write', async () => {
      const { azure, id } = registry
      const { clientId } = azure.description
      const principals = azure.world.store.collection<{ roles: object[] }>('principals')
      const principal = principals.get(clientId)
      assert.ok(principal)
      const writer = { role: 'Container Registry Repository Writer', scope: id }
      principals.put(clientId, { ...principal, roles: [...principal.roles, writer] })
      const run = await schedule(asCaller, '2025-03-01-preview')()
      principals.put(clientId, principal)
      assert.equal(run.status, 'Succeeded', run.log)
    })
  })
})
