import assert from 'node:assert/strict'
import { KINDS, type Kind } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { kindsToRead } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/kinds-to-read.ts'

describe('A clean-up of one kind alone', () => {
  const read = (kind: Kind): ReadonlySet<Kind> => kindsToRead(new Set([kind]))

  it('of what jobs, batch deployments or kept models run with looks at deployments and models too', () => {
    for (const kind of ['component', 'environment', 'code', 'image'] as const)
      assert.ok(read(kind).has('deployment') && read(kind).has('model'), kind)
  })

  it('reads that kind itself', () => {
    for (const kind of KINDS) assert.ok(read(kind).has(kind), kind)
  })
})
