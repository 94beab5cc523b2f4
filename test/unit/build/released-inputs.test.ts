import assert from 'node:assert/strict'
import { checkReleased, recordOf } from '../../../build/checks/released-inputs.ts'
import { input, manifest } from './manifest.ts'

const outputVariables = [{ name: 'jobName', description: 'Name of the job.' }]
const released = recordOf([manifest({ inputs: [input(), input({ name: 'tags' })], outputVariables })])

function problems(changes: Parameters<typeof manifest>[0]): string {
  const task = manifest({ inputs: [input(), input({ name: 'tags' })], outputVariables, ...changes })
  return checkReleased([task], released).join('\n')
}

describe('The record of released inputs', () => {
  it('accepts a task that kept its word', () => assert.equal(problems({}), ''))

  it('stops the build when an input disappears', () => {
    assert.match(problems({ inputs: [input()] }), /MLOpsExample@1: input tags was released and is gone/)
  })

  it('stops the build when an output disappears', () => {
    assert.match(problems({ outputVariables: [] }), /output jobName was released and is gone/)
  })

  it('stops the build when a task gets another ID, and when a task disappears', () => {
    assert.match(problems({ id: '48e22540-a7ee-46fc-b6ef-3f5f6bc931a8' }), /its ID changed/)
    assert.match(checkReleased([], released).join(), /MLOpsExample@1 was released and is gone/)
  })

  it('wants a new input recorded, so that it is kept from now on', () => {
    const inputs = [input(), input({ name: 'tags' }), input({ name: 'action' })]
    assert.match(problems({ inputs }), /input action is not in the record/)
  })
})
