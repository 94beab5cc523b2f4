import assert from 'node:assert/strict'
import { isCancelled } from '../../../tasks/common/azure/operation-poller.ts'
import { until } from '../../contract/azure/until.ts'
import { certificatePem } from '../../support/certificate.ts'
import { folderPerTest } from '../../support/folder.ts'
import { acceptedWrites, type KubernetesWorld, kubernetesWorld } from './kubernetes-world.ts'

const GRANTED = ['AcrPull @ registries', 'Storage Blob Data Contributor @ storageAccounts']

describe('provisioning a Kubernetes compute, over local Azure', function () {
  this.timeout(120_000)
  const folder = folderPerTest()
  let world: KubernetesWorld

  before(async () => (world = await kubernetesWorld()))
  after(() => world.azure.close())
  afterEach(() => {
    world.azure.world.pace.clear()
    world.azure.world.faults.clear()
  })

  const writesTo = (path: RegExp): number => acceptedWrites(world.azure, path)

  describe('from nothing', () => {
    it('makes one cluster, one extension, one compute, and says beforehand what it will do', async () => {
      const { outputValues, log } = await world.provision('aks-new', { tags: 'team=risk' })
      const { clusters, extensions, computes } = world.made('aks-new')
      assert.deepEqual(
        [clusters, extensions, computes].map(found => found.map(one => one.provisioningState)),
        [['Succeeded'], ['Succeeded'], ['Succeeded']],
      )
      assert.deepEqual(outputValues, {
        computeName: 'aks-new',
        computeId: computes[0]?.id,
        computeAction: 'created',
      })
      assert.deepEqual(clusters[0]?.tags, { team: 'risk', 'mlops.build': '100' })
      assert.match(
        log.text,
        /Quota: [^]*Plan: AKS cluster aks-new: is created \(3 node\(s\) of Standard_D4s_v5 in westeurope\)[^]*Plan: AzureML extension: is installed[^]*Plan: Compute aks-new: is attached[^]*Step 1 of 4: AKS cluster aks-new \(at most 40 minutes\)[^]*Step 4 of 4: Roles/,
      )
    })

    it('makes the cluster as it is asked for', async () => {
      const identity = `/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/control`
      await world.provision('aks-asked', {
        nodeSize: 'Standard_D8s_v5',
        minNodeCount: '1',
        maxNodeCount: '4',
        availabilityZones: '1, 2',
        privateCluster: 'true',
        aksIdentity: identity,
      })
      const [cluster] = world.made('aks-asked').clusters
      const [pool] = cluster?.agentPools ?? []
      assert.deepEqual(
        [pool?.vmSize, pool?.count, pool?.enableAutoScaling, pool?.minCount, pool?.maxCount],
        ['Standard_D8s_v5', 3, true, 1, 4],
      )
      assert.deepEqual([pool?.availabilityZones, cluster?.privateCluster], [['1', '2'], true])
      assert.deepEqual(Object.keys(cluster?.identity?.['userAssignedIdentities'] as object), [identity])
      assert.equal(cluster?.disableLocalAccounts, false)
    })

    it('gives router, namespace, instance types and identity as asked, and the small cluster its due', async () => {
      const identity = `/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/jobs`
      await world.provision('aks-parts', {
        nodeCount: '1',
        internalLoadBalancer: 'true',
        extensionSettings: 'installPromOp=false',
        namespace: 'scoring',
        instanceTypes: 'big: {nodeSelector: {pool: big}, resources: {requests: {cpu: 500m, memory: 2Gi}}}',
        defaultInstanceType: 'big',
        identityType: 'user_assigned',
        userAssignedIdentities: identity,
      })
      const { extensions, computes } = world.made('aks-parts')
      const settings = extensions[0]?.configurationSettings ?? {}
      assert.deepEqual(
        ['internalLoadBalancerProvider', 'inferenceRouterHA', 'clusterPurpose', 'installPromOp'].map(
          name => settings[name],
        ),
        ['azure', 'false', 'DevTest', 'false'],
      )
      const [compute] = computes
      assert.deepEqual([compute?.namespace, compute?.defaultInstanceType], ['scoring', 'big'])
      assert.deepEqual(compute?.instanceTypes, {
        big: { nodeSelector: { pool: 'big' }, resources: { requests: { cpu: '500m', memory: '2Gi' } } },
      })
      assert.deepEqual(Object.keys(compute?.identity?.['userAssignedIdentities'] as object), [identity])
    })

    it('reads the compute from a file of CLI v2, which may name its cluster', async () => {
      await world.provision('aks-filed')
      const id = world.made('aks-filed').clusters[0]?.id
      folder().write({
        'k8s.yml': `type: kubernetes\nresource_id: ${id}\nnamespace: jobs\ndescription: For jobs\ntags: {from: file}\nidentity: {type: system_assigned}\n`,
      })
      const file = { definition: 'file', computeFile: folder().at('k8s.yml'), aksCluster: '' }
      await world.provision('by-file', { ...file, createCluster: 'false' })
      const compute = world.made('aks-filed').computes.find(({ name }) => name === 'by-file')
      assert.deepEqual(
        [compute?.namespace, compute?.description, compute?.tags?.['from']],
        ['jobs', 'For jobs', 'file'],
      )
    })

    it('takes a certificate, shows it nowhere, and refuses one that is for another host', async () => {
      const pem = await certificatePem('score.contoso.com')
      folder().write({ 'tls.pem': pem })
      const file = folder().at('tls.pem')
      const tls = { sslCertPemFile: file, sslKeyPemFile: file, sslCname: 'score.contoso.com' }
      const { log, masked } = await world.provision('aks-tls', tls)
      const [extension] = world.made('aks-tls').extensions
      assert.deepEqual(extension?.protectedSettings, ['scoringFe.sslCert', 'scoringFe.sslKey'])
      assert.equal(extension.configurationSettings['allowInsecureConnections'], 'False')
      const key = Buffer.from(pem).toString('base64')
      assert.ok(masked.includes(key) && masked.includes(pem))
      assert.ok(!log.text.includes(key) && !log.text.includes('BEGIN'))
      const other = await world.failure('aks-other', { ...tls, sslCname: 'other.contoso.com' })
      assert.match(other, /'sslCname': the certificate is not for other\.contoso\.com/)
      assert.equal(world.made('aks-other').clusters.length, 0)
    })
  })

  describe('before anything is asked for', () => {
    const refused: [what: string, inputs: Record<string, string>, told: RegExp][] = [
      [
        'a size that is spelled wrong',
        { nodeSize: 'Standard_D4s_v6' },
        /no VM size "Standard_D4s_v6"[^]*Did you mean Standard_D4s_v[35]\?/,
      ],
      ['a size that is barred', { nodeSize: 'Standard_NC6s_v3' }, /not given to this subscription/],
      [
        'a zone that the size has not',
        { nodeSize: 'Standard_D4s_v3', availabilityZones: '3' },
        /not offered in zone 3[^]*It has zones 1, 2/,
      ],
      [
        'a cluster that is too weak',
        { nodeSize: 'Standard_F2s_v2', nodeCount: '2' },
        /\(2 vCPUs, 4 GB\) are too small/,
      ],
      [
        'more than the quota',
        { maxNodeCount: '200', minNodeCount: '1' },
        /grow to 800 vCPUs, but .* of 350 left/,
      ],
      [
        'a cluster that is not there and may not be made',
        { createCluster: 'false', aksCluster: 'aks-nwe' },
        /has no AKS cluster aks-nwe[^]*Did you mean aks-new\?/,
      ],
      ['a region that is none', { location: 'marsnorth' }, /no VM size[^]*There is no such region/],
    ]
    for (const [what, inputs, told] of refused)
      it(`refuses ${what}`, async () => {
        const before = writesTo(/./)
        assert.match(await world.failure('aks-refused', inputs), told)
        assert.equal(writesTo(/./), before)
      })

    it('prints the plan and writes nothing when it only validates', async () => {
      const before = writesTo(/./)
      const { outputValues, log } = await world.provision('aks-planned', { validateOnly: 'true' })
      assert.equal(outputValues['computeAction'], 'none')
      assert.match(log.text, /Plan: AKS cluster aks-planned: is created/)
      assert.equal(writesTo(/./), before)
    })

    it('refuses a cluster that is stopped', async () => {
      await world.provision('aks-stopped')
      const [cluster] = world.made('aks-stopped').clusters
      await world.arm('POST', `${cluster?.id}/stop`, '2026-04-01')
      await until('it is stopped', async () => {
        await world.arm('GET', cluster?.id ?? '', '2026-04-01')
        return world.made('aks-stopped').clusters[0]?.powerState === 'Stopped'
      })
      assert.match(
        await world.failure('aks-stopped'),
        /is stopped\.[^]*az aks start --name aks-stopped --resource-group rg-mlops/,
      )
    })
  })

  describe('where it is there already', () => {
    before(() => world.provision('aks-there', { nodeCount: '3', namespace: 'default', tags: 'team=risk' }))

    it('reuses it, writes nothing, and says where it differs', async () => {
      const before = writesTo(/./)
      const { outputValues, log, summaries } = await world.provision('aks-there', {
        nodeCount: '2',
        nodeSize: 'Standard_D8s_v5',
        inferenceRouterServiceType: 'nodePort',
        tags: 'team=fraud',
      })
      assert.equal(outputValues['computeAction'], 'reused')
      assert.equal(writesTo(/./), before)
      for (const line of [
        '  cluster: nodeCount is 3, asked for 2; stays as it is',
        '  cluster: nodeSize is Standard_D4s_v5, asked for Standard_D8s_v5; stays as it is',
        '  extension: inferenceRouterServiceType is LoadBalancer, asked for NodePort; stays as it is',
        '  compute: tag team is risk, asked for fraud; stays as it is',
      ])
        assert.ok(log.lines.includes(line), `${line}\n${log.text}`)
      assert.match(summaries['compute-aks-there'] ?? '', /\| cluster \| nodeCount \| 3 \| 2 \|/)
    })

    it('fails where that is asked', async () => {
      assert.match(await world.failure('aks-there', { whenExists: 'fail' }), /aks-there exists already/)
    })

    it('refuses to update what cannot be changed, and changes nothing of the rest', async () => {
      const before = writesTo(/./)
      const inputs = { whenExists: 'update', nodeSize: 'Standard_D8s_v5', tags: 'team=fraud' }
      assert.match(
        await world.failure('aks-there', inputs),
        /cannot change: cluster: nodeSize is Standard_D4s_v5, asked for Standard_D8s_v5[^]*another aksCluster/,
      )
      assert.match(
        await world.failure('aks-there', { whenExists: 'update', namespace: 'other' }),
        /compute: namespace is default, asked for other[^]*another computeName/,
      )
      assert.equal(writesTo(/./), before)
    })

    it('updates tags, autoscaler, settings and instance types in place, and then has nothing left to do', async () => {
      const inputs = {
        whenExists: 'update',
        minNodeCount: '2',
        maxNodeCount: '5',
        tags: 'team=fraud',
        extensionSettings: 'installpromop=false',
        instanceTypes: 'small: {resources: {requests: {cpu: "1"}}}',
      }
      const first = await world.provision('aks-there', inputs)
      assert.equal(first.outputValues['computeAction'], 'updated')
      const { clusters, extensions, computes } = world.made('aks-there')
      const [pool] = clusters[0]?.agentPools ?? []
      assert.deepEqual(
        [pool?.count, pool?.enableAutoScaling, pool?.minCount, pool?.maxCount],
        [3, true, 2, 5],
      )
      assert.equal(clusters[0]?.tags?.['team'], 'fraud')
      assert.equal(extensions[0]?.configurationSettings['installPromOp'], 'false')
      assert.equal(extensions[0]?.configurationSettings['enableInference'], 'True')
      assert.deepEqual(Object.keys(computes[0]?.instanceTypes ?? {}), ['small'])
      assert.equal(computes[0]?.tags?.['team'], 'fraud')
      const before = writesTo(/./)
      const second = await world.provision('aks-there', inputs)
      assert.equal(second.outputValues['computeAction'], 'reused')
      assert.equal(writesTo(/./), before)
    })
  })

  describe('roles', () => {
    it('are granted to the compute and the nodes, once, where the connection may', async () => {
      const as = await world.connectionWith('Role Based Access Control Administrator')
      const { log } = await world.provision('aks-roles', {}, { as })
      assert.deepEqual(world.made('aks-roles').roles, GRANTED)
      assert.deepEqual(world.made('aks-roles').nodeRoles, ['AcrPull @ registries'])
      assert.deepEqual(log.warnings, [])
      const before = writesTo(/roleAssignments/)
      await world.provision('aks-roles', {}, { as })
      assert.equal(writesTo(/roleAssignments/), before)
    })

    it('are those of repositories, where the registry grants by repository', async () => {
      const { config } = world.azure.world
      config.roleAssignmentMode = 'AbacRepositoryPermissions'
      const as = await world.connectionWith('Role Based Access Control Administrator')
      try {
        await world.provision('aks-abac', {}, { as })
      } finally {
        config.roleAssignmentMode = 'LegacyRegistryPermissions'
      }
      assert.deepEqual(world.made('aks-abac').nodeRoles, [
        'Container Registry Repository Reader @ registries',
      ])
    })

    it('are told with their commands where it may not', async () => {
      const { log } = await world.provision('aks-poor')
      const [compute] = world.made('aks-poor').computes
      const id = String(compute?.identity?.['principalId'])
      assert.deepEqual(world.made('aks-poor').roles, [])
      assert.match(
        log.warnings.join(),
        new RegExp(
          `az role assignment create --assignee-object-id ${id} --assignee-principal-type ServicePrincipal --role "Storage Blob Data Contributor" --scope /subscriptions/.*/storageAccounts/`,
        ),
      )
    })
  })

  describe('beside others', () => {
    it('two steps at once make one of each', async () => {
      for (const kind of ['cluster', 'extension', 'compute'])
        world.azure.world.pace.set(kind, { kind: 'reads', count: 12 })
      const as = await world.connectionWith('Role Based Access Control Administrator')
      await Promise.all([
        world.provision('aks-shared', {}, { as }),
        world.provision('aks-shared', {}, { as }),
      ])
      const { clusters, extensions, computes, roles } = world.made('aks-shared')
      assert.deepEqual([clusters.length, extensions.length, computes.length], [1, 1, 1])
      assert.deepEqual(roles, GRANTED)
    })

    it('waits for what somebody else has begun, with a line for each state', async () => {
      world.azure.world.pace.set('cluster', { kind: 'reads', count: 60 })
      const first = world.provision('aks-begun')
      await until('the cluster is asked for', () =>
        Promise.resolve(world.made('aks-begun').clusters.length === 1),
      )
      const { log } = await world.provision('aks-begun')
      await first
      assert.match(log.text, /Plan: AKS cluster aks-begun: is (waited for|created)/)
      assert.match(log.text, /AKS cluster aks-begun: Creating; waiting for its end|Somebody else is writing/)
    })

    it('cancelled, it tells what Azure may still be doing, which carries the tag of its build', async () => {
      world.azure.world.pace.set('cluster', { kind: 'reads', count: 100_000 })
      const stop = new AbortController()
      const host = world.step('aks-cancelled', {}, { signal: stop.signal })
      const ended = assert.rejects(world.run(host), isCancelled)
      await until('the cluster is asked for', () =>
        Promise.resolve(world.made('aks-cancelled').clusters.length === 1),
      )
      stop.abort()
      await ended
      for (const left of host.compensations) await left.run(new AbortController().signal)
      assert.match(
        host.log.warnings.join(),
        /bills for its nodes\. What this build made has the tag mlops\.build=100/,
      )
    })
  })
})
