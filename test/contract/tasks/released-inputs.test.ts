import assert from 'node:assert/strict'
import { checkReleased, readReleased } from '../../../build/checks/released-inputs.ts'
import { findTasks } from '../../../build/layout.ts'

describe('The inputs and outputs that users already write into their pipelines', () => {
  const manifests = findTasks().map(task => task.manifest)

  it('are all still there, and all that is there is on record', () => {
    assert.deepEqual(checkReleased(manifests, readReleased()), [])
  })

  it('mean the same kind of thing in every task', () => {
    const types = new Map<string, string>()
    for (const { name, type } of manifests.flatMap(({ inputs }) => inputs)) {
      assert.equal(types.get(name) ?? type, type, `${name} is ${type} here and ${types.get(name)} there`)
      types.set(name, type)
    }
  })
})
