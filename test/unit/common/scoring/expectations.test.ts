import assert from 'node:assert/strict'
import { TaskError, type InputError } from '../../../../tasks/common/errors.ts'
import { InputReader } from '../../../../tasks/common/host/input-reader.ts'
import {
  expectationsInput,
  readExpectations,
  type Expectation,
} from '../../../../tasks/common/scoring/expectations.ts'
import { checkAnswer } from '../../../../tasks/common/scoring/check-expectations.ts'
import { FakeHost } from '../../../support/fake-host.ts'

const ANSWER = {
  status: 200,
  text: '{"predictions": [0, 1], "probabilities": [0.1, 0.30000000000000004], "edge": 0.17, "model": {"name": "chd", "ok": true}}',
}

/** What does not hold, a clause each. */
const problemsIn = (answer: { status: number; text: string }, expectations: Expectation[]): string[] =>
  checkAnswer(answer, expectations).flatMap(({ title, failure }) =>
    failure === undefined ? [] : [`${title}: ${failure}`],
  )

/** Expectation in YAML, and what it says of the answer above; undefined where it holds. */
const judged: [what: string, yaml: string, problem: RegExp | undefined][] = [
  ['a status that is', '- status: 200', undefined],
  ['a status that is not', '- status: 404', /^status 404: the status is 200: \{"pred/],
  ['a value that is', '- {jsonPath: "$.predictions[0]", equals: 0}', undefined],
  [
    'a value that is not',
    '- {jsonPath: "$.predictions[0]", equals: 1}',
    /^\$\.predictions\[0\] = 1: it is 0, off by 1$/,
  ],
  ['a path without quotes', '- jsonPath: $.predictions[1]\n  equals: 1', undefined],
  ['a list', '- {jsonPath: $.predictions, equals: [0, 1]}', undefined],
  ['a longer list', '- {jsonPath: $.predictions, equals: [0, 1, 1]}', /: it is \[0,1\]$/],
  ['a mapping in another order', '- {jsonPath: $.model, equals: {ok: yes, name: chd}}', undefined],
  [
    'a mapping with a key more',
    '- {jsonPath: $.model, equals: {ok: true, name: chd, v: 1}}',
    /it is \{"name"/,
  ],
  ['a text for a number', '- {jsonPath: "$.predictions[1]", equals: "1"}', /= "1": it is 1$/],
  ['a number to the last digit', '- {jsonPath: "$.probabilities[1]", equals: 0.3}', /off by 5\.55112e-17$/],
  [
    'a number within a tolerance',
    '- {jsonPath: "$.probabilities[1]", equals: 0.3, tolerance: 1e-12}',
    undefined,
  ],
  [
    'numbers in a list within a tolerance',
    '- {jsonPath: $.probabilities, equals: [0.15, 0.35], tolerance: 0.06}',
    undefined,
  ],
  [
    'a number beyond its tolerance',
    '- {jsonPath: "$.probabilities[0]", equals: 0.3, tolerance: 0.1}',
    /within 0\.1: it is 0\.1, off by 0\.2$/,
  ],
  [
    'a number at the very edge of its tolerance, whose double is beyond it',
    '- {jsonPath: "$.edge", equals: 0.12, tolerance: 0.05}',
    undefined,
  ],
  ['each of several values', '- {jsonPath: "$.predictions[*]", equals: 1}', /one of its 2 values is 0/],
  ['a value that need only be there', '- jsonPath: $.model.name', undefined],
  [
    'a value that is not there',
    '- jsonPath: $.threshold',
    /^\$\.threshold is there: the answer has no such value$/,
  ],
  [
    'a value by a filter',
    '- {jsonPath: "$.probabilities[?@ > 0.2]", equals: 0.3, tolerance: 0.01}',
    undefined,
  ],
]

describe('expectations of an answer', () => {
  for (const [what, yaml, problem] of judged) {
    it(`${problem ? 'miss' : 'find'} ${what}`, () => {
      const problems = problemsIn(ANSWER, readExpectations(yaml))
      assert.equal(problems.length, problem ? 1 : 0, problems.join())
      if (problem) assert.match(problems[0] ?? '', problem)
    })
  }

  it('look into JSON that a scoring script has dumped into a string', () => {
    const answer = { status: 200, text: JSON.stringify(ANSWER.text) }
    assert.deepEqual(problemsIn(answer, readExpectations('- {jsonPath: "$.predictions[1]", equals: 1}')), [])
  })

  it('tell that an answer is no JSON', () => {
    const problems = problemsIn({ status: 200, text: '<html>' }, readExpectations('- jsonPath: $.a'))
    assert.deepEqual(problems, ['$.a is there: the answer is not JSON'])
  })

  it('let null be expected, and be told from a value that is not there', () => {
    const expected = readExpectations('- {jsonPath: $.a, equals: null}')
    assert.deepEqual(problemsIn({ status: 200, text: '{"a": null}' }, expected), [])
    assert.equal(problemsIn({ status: 200, text: '{}' }, expected).length, 1)
  })

  it('imply a success unless a status is named', () => {
    const failed = { status: 503, text: '' }
    const checks = (expectations: Expectation[]): string[] =>
      checkAnswer(failed, expectations).flatMap(({ failure }) => failure ?? [])
    assert.deepEqual(checks([]), ['the status is 503'])
    assert.deepEqual(checks([{ status: 503 }]), [])
  })

  it('shorten long answers', () => {
    const [problem = ''] = problemsIn({ status: 500, text: 'x'.repeat(5000) }, [{ status: 200 }])
    assert.ok(problem.length < 300, problem)
  })
})

const refused: [what: string, yaml: string, why: RegExp][] = [
  ['a mapping in place of the list', 'status: 200', /expectations:1:1: the list: a list/],
  ['an item that is no mapping', '- 200', /:1:3: \[0\]: a mapping/],
  [
    'an unknown key',
    '- {status: 200, jsonpath: $.a}',
    /\[0\]\.jsonpath: no such key; known here are status, jsonPath/,
  ],
  ['an item that looks at nothing', '- {tolerance: 0.1}', /\[0\]: say what to look at/],
  ['a status that is none', '- {status: 20}', /\[0\]\.status: 20 is no HTTP status/],
  ['a status in words', '- {status: ok}', /\[0\]\.status: a whole number is expected/],
  ['a path that is none', '- {jsonPath: "$.a["}', /\[0\]\.jsonPath: "\$\.a\[" is no JSON path by RFC 9535/],
  ['a path without its root', '- {jsonPath: predictions}', /"predictions" is no JSON path/],
  ['equals without a path', '- {status: 200, equals: 1}', /\[0\]\.equals: needs a jsonPath/],
  [
    'a tolerance that is negative',
    '- {jsonPath: $.a, equals: 1, tolerance: -1}',
    /"-1" is no number of 0 or more/,
  ],
  [
    'a tolerance without a number',
    '- {jsonPath: $.a, equals: ill, tolerance: 1}',
    /needs a number in equals/,
  ],
  ['YAML that is none', '- {status: 200', /expectations:1/],
]

describe('expectations that cannot be meant', () => {
  for (const [what, yaml, why] of refused) {
    it(`are refused: ${what}`, () => {
      assert.throws(
        () => readExpectations(yaml),
        (error: Error) => error instanceof TaskError && why.test(error.message),
      )
    })
  }

  it('are all told at once, with the other inputs of the form', () => {
    const yaml = '- {status: 1}\n- {jsonPath: x}'
    const read = new InputReader(new FakeHost({ inputs: { expectations: yaml } }))
    expectationsInput(read)
    read.reject('requests', 'too few')
    assert.throws(
      () => read.done(),
      ({ problems }: InputError) =>
        problems.length === 2 &&
        /:1:\d+: \[0\]\.status.*\n.*:2:\d+: \[1\]\.jsonPath/.test(problems[0] ?? '') &&
        problems[1] === "'requests': too few",
    )
  })
})
