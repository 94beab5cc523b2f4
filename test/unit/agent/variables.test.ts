import assert from 'node:assert/strict'

import { expandTwice } from '../../../local/agent/tasks/inputs.ts'
import { ReadOnlyVariableError, Variables } from '../../../local/agent/variables/variables.ts'

function variables(values: Record<string, string>): Variables {
  return new Variables(
    Object.entries(values).map(([name, value]) => ({ name, value, secret: false, readonly: false })),
  )
}

describe('Macros', () => {
  it('are found without regard to case, in one pass; an unknown one stays', () => {
    const known = variables({ 'My.Name': 'value', inner: '$(my.name)' })
    assert.equal(known.expand('<$(MY.NAME)> <$(inner)> <$(unknown)>'), '<value> <$(my.name)> <$(unknown)>')
  })

  it('may stand inside a macro that is not known', () => {
    assert.equal(variables({ a: 'x' }).expand('$(pre$(a)) $('), '$(prex) $(')
  })

  it('are expanded a second time with the environment of the agent, whose names have a case', () => {
    const known = variables({ folder: '$(HOME)/data' })
    const environment = { HOME: '/home/me', home: '/wrong' }
    assert.equal(expandTwice('$(folder) $(Home)', { variables: known, environment }), '/home/me/data $(Home)')
  })
})

describe('Values of variables', () => {
  it('are expanded with one another when a job starts', () => {
    const known = variables({ a: '1', b: '$(a)2', c: '$(b)3' })
    assert.deepEqual(known.expandValues(), [])
    assert.equal(known.get('c'), '123')
  })

  it('stay as they are when they refer to themselves', () => {
    const known = variables({ a: '$(b)', b: '$(a)', c: 'fine' })
    assert.deepEqual(known.expandValues(), ['a', 'b'])
    assert.equal(known.get('a'), '$(b)')
  })
})

describe('Setting a variable', () => {
  it('that is read-only is refused', () => {
    const known = new Variables([{ name: 'Build.BuildId', value: '1', secret: false, readonly: true }])
    const attempt = (): void =>
      known.set({ name: 'build.buildid', value: '2', secret: false, readonly: false })
    assert.throws(attempt, ReadOnlyVariableError)
  })

  it('that was secret keeps it secret', () => {
    const known = new Variables([{ name: 'token', value: '1', secret: true, readonly: false }])
    known.set({ name: 'TOKEN', value: '2', secret: false, readonly: false })
    assert.equal(known.find('token')?.secret, true)
  })
})
