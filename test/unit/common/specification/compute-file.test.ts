import assert from 'node:assert/strict'
import { readComputeFile } from '../../../../tasks/common/specification/read-compute-file.ts'
import { folderPerTest } from '../../../support/folder.ts'

describe('a compute file', () => {
  const folder = folderPerTest()
  const read = (text: string): ReturnType<typeof readComputeFile> => {
    folder().write({ 'compute.yml': text })
    return readComputeFile(folder().at('compute.yml'))
  }

  it('is read whole', () => {
    const text = [
      '$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json',
      'name: cpu-cluster',
      'type: amlcompute',
      'size: Standard_DS3_v2',
      'tier: low_priority',
      'location: westeurope',
      'min_instances: 0',
      'max_instances: 4',
      'idle_time_before_scale_down: 300',
      'description: For training',
      'network_settings: {subnet: /subscriptions/s/subnets/n}',
      'tags: {team: risk}',
    ].join('\n')
    assert.deepEqual(read(text), {
      size: 'Standard_DS3_v2',
      location: 'westeurope',
      tier: 'low_priority',
      type: 'amlcompute',
      min_instances: 0,
      max_instances: 4,
      idle_time_before_scale_down: 300,
      network_settings: { subnet: '/subscriptions/s/subnets/n' },
      description: 'For training',
      tags: { team: 'risk' },
    })
  })

  it('leaves undefined what it does not say', () => {
    const { tier, max_instances, tags } = read('type: amlcompute\nsize: s')
    assert.deepEqual([tier, max_instances, tags], [undefined, undefined, {}])
  })

  const bad: [what: string, text: string, problem: RegExp][] = [
    [
      'of another type',
      'type: kubernetes\nsize: s',
      /compute\.yml:1:7: type: "kubernetes" is not known; known here are amlcompute/,
    ],
    ['without a size', 'type: amlcompute', /compute\.yml:1:1: size: is required/],
    [
      'with an unknown tier',
      'type: amlcompute\nsize: s\ntier: cheap',
      /compute\.yml:3:7: tier: one of dedicated, low_priority is expected, not "cheap"/,
    ],
    [
      'with a key that is an input of the task',
      'type: amlcompute\nsize: s\nidentity: {type: x}',
      /compute\.yml:3:1: identity: is an input of this task/,
    ],
    [
      'with a count that is none',
      'type: amlcompute\nsize: s\nmax_instances: 1.5',
      /max_instances: a whole number of at least 0 is expected, not "1\.5"/,
    ],
  ]
  for (const [what, text, problem] of bad) {
    it(`6.1 ${what} is refused with its place`, () => assert.throws(() => read(text), problem))
  }
})
