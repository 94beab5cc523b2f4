import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import type { Operation } from '../../../local/azure/core/operations.ts'
import type { AzureDescription } from '../../../local/azure/description.ts'
import { type KillPoint, KillSwitch, type Victim } from '../../bundle/support/kill-switch.ts'
import { formOf, type KubernetesWorld, kubernetesWorld } from './kubernetes-world.ts'

const CHILD = path.resolve(import.meta.dirname, 'fixtures/provision-child.ts')
const SIDE_BY_SIDE = 3

/** Each thing that the way from nothing does to Azure, and the moments around it. */
const points: [name: string, when: string, point: KillPoint][] = [
  ['cluster', /managedClusters\/[^/]+\?/, /ContainerService\/locations\/.*\/operations\//] as const,
  ['extension', /extensions\/azureml\?/, /extensions\/azureml\/operations\//] as const,
  ['compute', /\/computes\/[^/]+\?/, /computeOperationsStatus/] as const,
].flatMap(([name, written, waited]): [string, string, KillPoint][] => [
  [name, 'before Azure has heard of it', { when: 'before', method: 'PUT', path: written }],
  [name, 'between the effect and its answer', { when: 'after', method: 'PUT', path: written }],
  [name, 'while it waits for its end', { when: 'before', method: 'GET', path: waited }],
])
points.push(
  ['roles', 'before the first grant', { when: 'before', method: 'PUT', path: /roleAssignments/ }],
  [
    'roles',
    'between a grant and its answer',
    { when: 'after', method: 'PUT', path: /roleAssignments/, nth: 2 },
  ],
)

describe('provisioning a Kubernetes compute, killed on the way from nothing and run again', function () {
  this.timeout(180_000)
  const killer = new KillSwitch()
  let world: KubernetesWorld
  let as: AzureDescription
  let outcomes: Promise<void>[]

  before(async () => {
    world = await kubernetesWorld(killer.plugin)
    as = await world.connectionWith('Role Based Access Control Administrator')
    for (const kind of ['cluster', 'extension', 'compute'])
      world.azure.world.pace.set(kind, { kind: 'reads', count: 2 })
    outcomes = limited(
      points.map(
        ([, , point], index) =>
          () =>
            killedThenRun(`aks-${index}k`, point),
      ),
    )
    for (const outcome of outcomes) outcome.catch(() => undefined)
  })
  after(async () => {
    await Promise.allSettled(outcomes)
    await world.azure.close()
  })

  for (const [index, [name, when]] of points.entries())
    it(`${name}, ${when}: one cluster, one extension, one compute, one set of roles`, () => outcomes[index])

  async function killedThenRun(name: string, point: KillPoint): Promise<void> {
    const victim = startChild(name)
    killer.arm(name, point, () => victim)
    const { signal, output } = await victim.ended
    assert.equal(signal, 'SIGKILL', `the task was never at this point:\n${output}`)
    const { outputValues } = await world.provision(name, {}, { as })
    assert.equal(outputValues['computeId'], world.made(name).computes[0]?.id)
    const { clusters, extensions, computes, roles, nodeRoles } = world.made(name)
    assert.deepEqual(
      [clusters, extensions, computes].map(found => found.map(one => one.provisioningState)),
      [['Succeeded'], ['Succeeded'], ['Succeeded']],
    )
    assert.deepEqual(roles, ['AcrPull @ registries', 'Storage Blob Data Contributor @ storageAccounts'])
    assert.deepEqual(nodeRoles, ['AcrPull @ registries'])
    assert.deepEqual(begun(name), { cluster: 1, extension: 1, compute: 1 })
  }

  /** What Azure has begun, however often it was asked. */
  function begun(name: string): Record<string, number> {
    const operations = world.azure.world.store.collection<Operation>('operations').list()
    const count = (kind: string): number =>
      operations.filter(one => one.kind === kind && one.resourceId.split('/').includes(name)).length
    return {
      cluster: count('cluster.create'),
      extension: count('extension.create'),
      compute: count('compute.attach'),
    }
  }

  interface Ended {
    readonly signal: NodeJS.Signals | null
    readonly output: string
  }

  function startChild(name: string): Victim & { readonly ended: Promise<Ended> } {
    const child = spawn(process.execPath, ['--import=tsx', CHILD], {
      env: {
        PATH: process.env['PATH'],
        AZURE: JSON.stringify(as),
        INPUTS: JSON.stringify(formOf(as, name)),
        AGENT: name,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const ended = new Promise<Ended>(resolve => {
      child.on('close', (_code, signal) => resolve({ signal, output }))
    })
    return { signal: signal => void child.kill(signal), ended }
  }
})

/** Starts the works in order, a few at a time. */
function limited(works: readonly (() => Promise<void>)[]): Promise<void>[] {
  const done: Promise<void>[] = []
  for (const [index, work] of works.entries()) {
    const turn = done[index - SIDE_BY_SIDE]?.catch(() => undefined) ?? Promise.resolve()
    done.push(turn.then(work))
  }
  return done
}
