import assert from 'node:assert/strict'
import { fits, mayFit, readVersionSpec } from '../../../../tasks/common/python/interpreter/version-spec.ts'

const cases = [
  { spec: '3', yes: ['3.8.0', '3.13.1'], no: ['2.7.18'] },
  { spec: '3.x', yes: ['3.8.0', '3.13.1'], no: ['2.7.18'] },
  { spec: '3.11', yes: ['3.11.0', '3.11.9'], no: ['3.1.1', '3.12.0', '3.10.14'] },
  { spec: '3.11.x', yes: ['3.11.9'], no: ['3.12.0'] },
  { spec: '3.11.4', yes: ['3.11.4'], no: ['3.11.5'] },
  { spec: '>=3.10 <3.13', yes: ['3.10.0', '3.12.9'], no: ['3.9.18', '3.13.0'] },
  { spec: '>= 3.10, < 3.13', yes: ['3.10.0', '3.12.9'], no: ['3.9.18', '3.13.0'] },
  { spec: '~=3.10', yes: ['3.10.0', '3.13.0'], no: ['3.9.0'] },
  { spec: '>=3.9,!=3.10.*', yes: ['3.9.1', '3.11.0'], no: ['3.10.4'] },
  { spec: '=3.11', yes: ['3.11.9'], no: ['3.12.0'] },
  { spec: '==3.11', yes: ['3.11.9'], no: ['3.12.0'] },
  { spec: '>=3.13', yes: ['3.13.0'], no: ['3.14.0rc1'] },
]

describe('A version of Python', () => {
  for (const { spec, yes, no } of cases) {
    it(`"${spec}" takes ${yes.join(', ')} and refuses ${no.join(', ')}`, () => {
      const read = readVersionSpec(spec)
      assert.ok(read)
      for (const version of yes) assert.ok(fits(version, read), version)
      for (const version of no) assert.ok(!fits(version, read), version)
    })
  }

  for (const text of ['', 'python', '3.10 || 3.11', '^3.10', '3.11 and newer', '>=', '3..1']) {
    it(`refuses "${text}"`, () => assert.equal(readVersionSpec(text), undefined))
  }

  it('keeps what the user wrote for messages', () =>
    assert.equal(readVersionSpec(' >=3.10 <3.13 ')?.text, '>=3.10 <3.13'))

  it('rules out by a name or folder what cannot fit, and nothing else', () => {
    const spec = readVersionSpec('>=3.10.5 <3.12')
    const answers = ['3', '3.9', '3.10', '3.11', '3.12', '3.10.4', '3.10.5'].map(name => mayFit(name, spec))
    assert.deepEqual(answers, [true, false, true, true, false, false, true])
  })

  it('takes anything when nothing is asked for', () => assert.ok(fits('3.8.1', undefined)))
})
