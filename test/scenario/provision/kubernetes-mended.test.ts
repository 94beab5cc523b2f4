import assert from 'node:assert/strict'
import { acceptedWrites, type KubernetesWorld, kubernetesWorld } from './kubernetes-world.ts'

describe('provisioning a Kubernetes compute of what failed or does not serve, over local Azure', function () {
  this.timeout(120_000)
  let world: KubernetesWorld

  before(async () => (world = await kubernetesWorld()))
  after(() => world.azure.close())
  afterEach(() => {
    world.azure.world.pace.clear()
    world.azure.world.faults.clear()
  })

  const failing = (operation: string, message: string, nth = 1): void => {
    const effect = { kind: 'failedOperation', operation, error: { code: 'Broken', message } } as const
    world.azure.world.faults.add({ effect, nth })
  }
  const writesTo = (path: RegExp): number => acceptedWrites(world.azure, path)

  describe('an extension for jobs only', () => {
    const trainsOnly = { extensionSettings: 'enableInference=False' }

    it('is installed where that is asked, and no difference afterwards', async () => {
      assert.equal((await world.provision('aks-jobs', trainsOnly)).outputValues['computeAction'], 'created')
      const [extension] = world.made('aks-jobs').extensions
      assert.equal(extension?.configurationSettings['enableInference'], 'False')
      assert.equal((await world.provision('aks-jobs', trainsOnly)).outputValues['computeAction'], 'reused')
    })

    it('is refused before the first write where it is to serve, and updated as the message says', async () => {
      const before = writesTo(/./)
      assert.match(
        await world.failure('aks-jobs', { tags: 'team=fraud', whenExists: 'update' }),
        /does not serve inference[^]*whenExists update and enableInference=True/,
      )
      assert.equal(writesTo(/./), before)
      const serves = { whenExists: 'update', extensionSettings: 'enableInference=True' }
      assert.equal((await world.provision('aks-jobs', serves)).outputValues['computeAction'], 'updated')
    })
  })

  describe('a cluster that is being deleted', () => {
    it('is refused, or made once more where one may be, with a look at the quota', async () => {
      await world.provision('aks-going', { computeName: 'before' })
      world.azure.world.pace.set('cluster', { kind: 'reads', count: 8 })
      await world.arm('DELETE', world.made('aks-going').clusters[0]?.id ?? '', '2026-04-01')
      assert.match(
        await world.failure('aks-going', { computeName: 'after', createCluster: 'false' }),
        /AKS cluster aks-going is being deleted\.[^]*set createCluster/,
      )
      const { log, outputValues } = await world.provision('aks-going', { computeName: 'after' })
      assert.match(log.text, /Quota: [^]*Plan: AKS cluster aks-going: is created/)
      assert.match(log.text, /AKS cluster aks-going: Deleting; waiting for its end/)
      assert.equal(outputValues['computeAction'], 'created')
    })
  })

  describe('what has failed', () => {
    it('is told of a cluster, with its reason, when it fails and when it is found', async () => {
      failing('cluster.create', 'Insufficient vcpu quota requested 12, remaining 4.')
      assert.match(
        await world.failure('aks-failed'),
        /the operation failed\. Insufficient vcpu quota[^]*not enough vCPUs left[^]*lower nodeCount/,
      )
      assert.match(
        await world.failure('aks-failed'),
        /AKS cluster aks-failed is Failed\. Broken: Insufficient vcpu quota[^]*lower nodeCount/,
      )
    })

    it('is told of an extension, which the next run installs once more, since no compute is on the cluster', async () => {
      failing('extension.create', 'pod healthcheck failed: E45002 PROMETHEUS_CONFLICT')
      assert.match(
        await world.failure('aks-mended'),
        /AzureML extension on AKS cluster aks-mended is Failed[^]*PROMETHEUS_CONFLICT[^]*installPromOp=false/,
      )
      const { log, outputValues } = await world.provision('aks-mended')
      assert.match(log.text, /Plan: AzureML extension: has failed, and is installed once more/)
      assert.equal(outputValues['computeAction'], 'created')
      assert.equal(world.made('aks-mended').extensions.length, 1)
    })

    it('is left alone of an extension on a cluster with a compute, and told with what to do', async () => {
      await world.provision('aks-serving')
      failing('extension.create', 'Helm Upgrade Failed')
      const update = { whenExists: 'update', extensionSettings: 'installVolcano=false' }
      const told = await world.failure('aks-serving', update)
      assert.match(
        told,
        /is Failed[^]*Helm Upgrade Failed[^]*az k8s-extension update .*--cluster-name aks-serving/,
      )
      assert.doesNotMatch(told, /installs it once more/)
      const before = writesTo(/./)
      assert.match(
        await world.failure('aks-serving'),
        /is Failed[^]*because aks-serving may serve through it[^]*az k8s-extension delete .*--cluster-name aks-serving/,
      )
      assert.equal(writesTo(/./), before)
    })

    it('is attached once more of a compute', async () => {
      failing('compute.attach', 'ComputeNotAccessible: the compute is not accessible.')
      assert.match(
        await world.failure('aks-again'),
        /is not accessible[^]*identity of the workspace has no access[^]*detach and attach/,
      )
      assert.equal((await world.provision('aks-again')).outputValues['computeAction'], 'created')
      assert.equal(world.made('aks-again').computes.length, 1)
    })
  })
})
