import assert from 'node:assert/strict'
import { InputError } from '../../../../tasks/common/errors.ts'
import { InputReader } from '../../../../tasks/common/host/input-reader.ts'
import { FakeHost } from '../../../support/fake-host.ts'

const reading = (inputs: Record<string, string>): InputReader => new InputReader(new FakeHost({ inputs }))

function problemsOf(read: InputReader): readonly string[] {
  try {
    read.done()
    return []
  } catch (error) {
    assert.ok(error instanceof InputError)
    return error.problems
  }
}

describe('6.1 reading the form', () => {
  it('reports every bad input together', () => {
    const read = reading({
      count: 'many',
      mode: 'fast',
      on: 'maybe',
      tags: 'no pair',
      file: '/not/there.yml',
    })
    read.required('name')
    read.integer('count', { min: 1, max: 9 })
    read.choice('mode', ['slow', 'steady'], 'slow')
    read.flag('on')
    read.pairs('tags')
    read.existingPath('file')
    assert.deepEqual(problemsOf(read), [
      "'name': a value is required.",
      `'count': "many" is no whole number of 1 to 9.`,
      `'mode': "fast" is none of slow, steady.`,
      `'on': "maybe" is neither true nor false.`,
      `'tags': "no pair" is not of the form key=value.`,
      "'file': there is no /not/there.yml; check the path, and that this job checked the repository out.",
    ])
  })

  it('throws nothing where all is well', () => {
    const read = reading({ name: 'a' })
    assert.equal(read.required('name'), 'a')
    assert.deepEqual(problemsOf(read), [])
  })

  it('names the variable of a macro that the agent left unexpanded', () => {
    const read = reading({ size: '$(vmSize)' })
    read.required('size')
    assert.deepEqual(problemsOf(read), [
      "'size': the variable vmSize has no value here; set it or write the value itself.",
    ])
  })

  it('takes a macro inside other text as text', () => {
    const read = reading({ command: 'echo $(date) > now' })
    assert.equal(read.text('command'), 'echo $(date) > now')
    assert.deepEqual(problemsOf(read), [])
  })

  it('says in words what a pattern wants', () => {
    const read = reading({ name: 'a b' })
    read.text('name', { pattern: /^\w+$/, expected: 'one word' })
    assert.deepEqual(problemsOf(read), [`'name': "a b" is not one word.`])
  })

  describe('whole numbers', () => {
    const cases: [text: string, value: number | undefined][] = [
      ['0', 0],
      ['7', 7],
      ['8', undefined],
      ['-1', undefined],
      ['1.5', undefined],
      ['1e1', undefined],
      ['seven', undefined],
      ['9007199254740993', undefined],
    ]
    for (const [text, value] of cases) {
      it(`"${text}" of 0 to 7 is ${value ?? 'refused'}`, () => {
        const read = reading({ n: text })
        assert.equal(read.integer('n', { min: 0, max: 7 }), value)
        assert.equal(problemsOf(read).length, value === undefined ? 1 : 0)
      })
    }
    it('blank is no number and no problem', () => {
      const read = reading({})
      assert.equal(read.integer('n', { min: 0 }), undefined)
      assert.deepEqual(problemsOf(read), [])
    })
  })

  describe('shares', () => {
    const cases: [text: string, value: number | undefined][] = [
      ['0.95', 0.95],
      ['95 %', 0.95],
      ['99.9%', 0.999], // 99.9 / 100 is a little more
      ['0.7%', 0.007], // 0.7 / 100 is a little less
      ['.5', 0.5],
      ['100%', 1],
      ['101%', undefined],
      ['95', undefined],
      ['-1%', undefined],
    ]
    for (const [text, value] of cases) {
      it(`"${text}" is ${value ?? 'refused'}`, () => {
        const read = reading({ share: text })
        assert.equal(read.share('share'), value)
        assert.equal(problemsOf(read).length, value === undefined ? 1 : 0)
      })
    }
  })

  it('refuses a folder where a file is to be written', () => {
    const read = reading({ results: process.cwd() })
    read.newFile('results')
    assert.deepEqual(problemsOf(read), [`'results': ${process.cwd()} is a folder; name a file.`])
  })

  it('reads choices and flags without regard to case', () => {
    const read = reading({ mode: 'STEADY', on: 'True' })
    assert.equal(read.choice('mode', ['slow', 'steady'], 'slow'), 'steady')
    assert.equal(read.flag('on'), true)
    assert.equal(read.flag('absent'), false)
    assert.deepEqual(problemsOf(read), [])
  })

  it('reads pairs: the first equals sign parts, blank lines and comments are left out', () => {
    const read = reading({ tags: 'team=risk\r\n\n# a note\nformula = a=b \nempty=' })
    assert.deepEqual(read.pairs('tags'), { team: 'risk', formula: 'a=b', empty: '' })
    assert.deepEqual(problemsOf(read), [])
  })
})
