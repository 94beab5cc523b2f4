import assert from 'node:assert/strict'
import { BlockBlobClient } from '@azure/storage-blob'
import { contextWith, packContext } from '../azure-registry/context.ts'
import { group, officialClient, quickBuild } from '../azure-registry/registry.ts'
import type { Json } from '../azure-ml/workspace.ts'
import { until } from '../azure/until.ts'
import { type ServingWorkspace, score, startWithCluster } from './serving-workspace.ts'

const serve = `#!/bin/sh
cd "$AML_APP_ROOT" || exit 1
exec "$MLOPS_HOME/environment/bin/python" -m azureml_inference_server_http --entry_script "$AML_APP_ROOT/$AZUREML_ENTRY_SCRIPT" --port "\${MLOPS_PORT:-5001}"
`

const script = `
import os, sys

def init():
    global weights
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "weights.txt")) as file:
        weights = file.read()

def run(data):
    return {"weights": weights, "prefix": sys.prefix, "variables": sorted(os.environ)}
`

describe('An image that the registry of local Azure built', function () {
  this.timeout(300_000)
  let workspace: ServingWorkspace

  before(async () => {
    workspace = await startWithCluster({ config: { imageBuilder: 'own' } })
  })
  after(() => workspace.close())

  /** Builds an image as the containerize task does; answers its reference by digest. */
  async function build(files: Record<string, string>): Promise<string> {
    const client = officialClient(workspace.azure)
    const [registry] = (
      await workspace.group('GET', '/providers/Microsoft.ContainerRegistry/registries')
    ).json()['value'] as { name: string; properties: { loginServer: string } }[]
    assert.ok(registry)
    const { uploadUrl = '', relativePath } = await client.registries.getBuildSourceUploadUrl(
      group,
      registry.name,
    )
    const content = await packContext(files)
    await new BlockBlobClient(uploadUrl, undefined, { ...workspace.azure.trust } as object).upload(
      content,
      content.length,
    )
    const path = `/providers/Microsoft.ContainerRegistry/registries/${registry.name}`
    const run = await workspace.group('POST', `${path}/scheduleRun`, {
      ...quickBuild,
      imageNames: ['aml/chd:3'],
      sourceLocation: relativePath,
    })
    assert.equal(run.status, 200, run.text)
    const runId = String(run.json()['name'])
    const get = () => client.runs.get(group, registry.name, runId)
    await until(
      'the build has ended',
      async () => ['Succeeded', 'Failed'].includes((await get()).status ?? ''),
      240_000,
    )
    const [image] = (await get()).outputImages ?? []
    assert.ok(image?.digest, (await get()).runErrorMessage)
    return `${registry.properties.loginServer}/aml/chd@${image.digest}`
  }

  it('serves by Microsoft’s inference server with its own interpreter, code, model and variables', async () => {
    const files = { ...contextWith('azureml-inference-server-http==1.5.1\n'), serve, 'code/score.py': script }
    const image = await build(files)
    const uri = await workspace.makeEndpoint('chd')
    const deployment = (await workspace.deploy('chd', 'blue', image))['properties'] as Json
    assert.equal(deployment['provisioningState'], 'Succeeded')
    await workspace.setTraffic('chd', { blue: 100 })
    const answer = await score(uri, {}, { authorization: `Bearer ${await workspace.key('chd')}` })
    assert.equal(answer.status, 200, answer.text)
    const { weights, prefix, variables } = JSON.parse(answer.text) as {
      weights: string
      prefix: string
      variables: string[]
    }
    assert.equal(weights, 'weights')
    assert.match(prefix, /\/images\/[0-9a-f]{64}\/root\/opt\/mlops\/environment$/)
    assert.ok(variables.includes('MLOPS_PORT') && !variables.includes('SHELL'), variables.join())
  })
})
