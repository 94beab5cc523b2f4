import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dockerfile, SERVE } from '../../tasks/common/registry/image/dockerfile.ts'
import { findImage } from '../../local/azure/registry/images.ts'
import { until } from '../contract/azure/until.ts'
import { dataPlaneOf } from '../contract/azure-registry/data-plane.ts'
import {
  type FinishedRun,
  type RegistryUnderTest,
  startRegistry,
} from '../contract/azure-registry/registry.ts'
import { type BaseImage, installEngine, makeBaseImage, obstacle } from './support/base-image.ts'
import { type EngineContainer, runInEngine } from './support/engine-container.ts'

const score = `
import json, os
def init():
    global weight
    with open(os.path.join(os.environ['AZUREML_MODEL_DIR'], 'weight.txt')) as file:
        weight = int(file.read())
def run(data):
    return {'result': [weight * x for x in json.loads(data)['data']], 'user': os.getuid()}
`

const why = obstacle()
if (why) console.log(`not chosen: an image built and run with Buildah: ${why}`)
else
  describe('The Dockerfile of the containerize task, built and run with Buildah', function () {
    this.timeout(1_200_000)
    let base: BaseImage
    let registry: RegistryUnderTest
    let run: FinishedRun

    before(async () => {
      installEngine()
      base = await makeBaseImage()
      registry = await startRegistry({ config: { imageBuilder: 'engine' } })
      const recipe = {
        baseImage: base.name,
        pythonVersion: base.python,
        modelName: 'double',
        modelVersion: '2',
        scoringScript: 'score.py',
        labels: { 'mlops.model': 'double:2' },
        arguments: [],
      }
      const context = {
        Dockerfile: dockerfile(recipe),
        'dependencies/requirements.txt': 'azureml-inference-server-http==1.5.1\n',
        'model/weight.txt': '2',
        'code/score.py': score,
        serve: SERVE,
      }
      const named = { imageNames: ['aml/double:2'] }
      run = await registry.finished(await registry.schedule(context, named))
    })
    after(async () => {
      await registry.close()
      await base.remove()
    })

    it('is built, and pushed under the digest that the registry answers', async () => {
      assert.equal(run.status, 'Succeeded', run.log)
      const image = await findImage(registry.azure.world, `${registry.loginServer}/aml/double:2`)
      assert.equal(run.images[0]?.digest, image?.digest)
      assert.equal(image?.config.config?.User, '1000')
      assert.deepEqual(image.config.config.Cmd, ['/opt/mlops/serve'])
    })

    describe('run by its digest', () => {
      let container: EngineContainer | undefined

      before(async () => {
        const { loginServer, azure } = registry
        container = await runInEngine({
          image: `${loginServer}/aml/double@${String(run.images[0]?.digest)}`,
          command: ['/opt/mlops/serve'],
          ca: readFileSync(azure.description.caFile, 'utf8'),
          refreshToken: await dataPlaneOf(registry).refreshToken(),
        })
      })
      after(() => container?.stop())

      it('scores as the user without rights that it names', async () => {
        const running = container
        assert.ok(running)
        const { address } = running
        const healthy = () =>
          fetch(address).then(
            answer => answer.ok,
            () => false,
          )
        await until(
          'the container answers',
          () => {
            assert.equal(running.ended(), false, running.output())
            return healthy()
          },
          60_000,
        )
        const answer = await fetch(`${address}/score`, {
          method: 'POST',
          body: '{"data": [1, 21]}',
        })
        assert.deepEqual(await answer.json(), { result: [2, 42], user: 1000 })
      })
    })
  })
