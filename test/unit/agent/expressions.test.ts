import assert from 'node:assert/strict'

import { runtimeScope, statusFunctions } from '../../../local/agent/conditions/scope.ts'
import { evaluateCondition } from '../../../local/agent/conditions/evaluate.ts'
import type { TaskResult } from '../../../local/agent/job/result.ts'
import { toText } from '../../../local/agent/pipeline/expression/convert.ts'
import { evaluateText } from '../../../local/agent/pipeline/expression/evaluate.ts'
import { Dictionary, isList, type Value } from '../../../local/agent/pipeline/value.ts'

const service = (name: string, port: number): Dictionary =>
  new Dictionary([
    ['name', name],
    ['port', port],
  ])

const contexts: Record<string, Value> = {
  variables: new Dictionary([
    ['Build.Reason', 'Manual'],
    ['flag', 'true'],
    ['empty', ''],
  ]),
  parameters: new Dictionary([
    ['services', [service('api', 80), service('web', 443)]],
    ['on', true],
  ]),
}

function evaluate(text: string): unknown {
  const value = evaluateText(text, runtimeScope(contexts))
  if (isList(value)) return value.map(toText)
  return value instanceof Dictionary ? Object.fromEntries(value.entries) : value
}

const table: [string, unknown][] = [
  ["'it''s'", "it's"],
  ['-1.5', -1.5],
  ['NULL', null],
  ["eq('TRUE', true)", true],
  ["eq(true, 'anything')", true],
  ["eq(1, '1.0')", true],
  ["eq(1, 'one')", false],
  ["eq(variables.flag, 'True')", true],
  ["eq('', variables.unknown)", true],
  ["eq(1.2.3, '1.2.3')", true],
  ['gt(1.10.0, 1.9.0)', true],
  ["ge('b', 'A')", true],
  ["lt(2, '10')", true],
  ["and(true, 'x', 1)", true],
  ["or(false, '', 0)", false],
  ["xor(true, '')", true],
  ["in('B', 'a', 'b')", true],
  ["notIn('c', 'a', 'b')", true],
  ["contains('ABC', 'bc')", true],
  ["containsValue(parameters.services.*.name, 'API')", true],
  ["startsWith('refs/heads/main', 'REFS/')", true],
  ["endsWith('file.yml', '.YML')", true],
  ["coalesce(variables.empty, '', 'third')", 'third'],
  ["format('{0}-{1} {{{0}}}', 'a', 2)", 'a-2 {a}'],
  ["join(';', parameters.services.*.name)", 'api;web'],
  ["length('four')", 4],
  ['length(parameters.services)', 2],
  ["lower('AbC')", 'abc'],
  ["upper('AbC')", 'ABC'],
  ["replace('a.b.c', '.', '$&')", 'a$&b$&c'],
  ["split('a,b;c', ',;')", ['a', 'b', 'c']],
  ["trim('  x ')", 'x'],
  ["iif(eq(1, 1), 'yes', 'no')", 'yes'],
  ['convertToJson(parameters.services[1])', '{\n  "name": "web",\n  "port": 443\n}'],
  ["variables['build.REASON']", 'Manual'],
  ['parameters.services[0].port', 80],
  ['parameters.services.*.port', ['80', '443']],
  ['parameters.services[9].name', null],
  ['not(parameters.on)', false],
]

describe('Expressions', () => {
  for (const [text, expected] of table) {
    it(`${text} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(evaluate(text), expected)
    })
  }

  const wrong: [string, RegExp][] = [
    ['eq("a", 1)', /single quotes/],
    ['eq(1)', /takes 2 argument/],
    ['nope(1)', /no function "nope".*Known:/],
    ['secrets.x', /"secrets" is not known here. Known: variables, parameters/],
    ["gt(1, 'x')", /cannot be compared/],
    ['eq(1, 2', /ends too early/],
    ['1 2', /Unexpected "2"/],
    ["format('{1}', 'a')", /has no argument/],
  ]
  for (const [text, message] of wrong) {
    it(`${text} is refused with a reason`, () => {
      assert.throws(() => evaluate(text), message)
    })
  }
})

describe('Conditions', () => {
  function holds(condition: string | undefined, results: TaskResult[], canceled = false): boolean {
    const named = new Map(results.map((result, index) => [`j${index}`, result]))
    const functions = statusFunctions({ canceled, result: name => named.get(name), all: results })
    return evaluateCondition(condition, runtimeScope(contexts, functions)).holds
  }

  const cases: [string | undefined, TaskResult[], boolean, boolean][] = [
    [undefined, [], false, true],
    [undefined, ['SucceededWithIssues'], false, true],
    [undefined, ['Failed'], false, false],
    [undefined, ['Skipped'], false, false],
    [undefined, ['Succeeded'], true, false],
    ['always()', ['Failed'], true, true],
    ['canceled()', ['Succeeded'], true, true],
    ['canceled()', ['Failed'], false, false],
    ['failed()', ['Succeeded', 'Failed'], false, true],
    ['failed()', ['Failed'], true, false],
    ['succeededOrFailed()', ['Failed'], false, true],
    ['succeededOrFailed()', ['Failed'], true, false],
    ["succeeded('j0')", ['Succeeded', 'Failed'], false, true],
    ["failed('j1')", ['Failed', 'Succeeded'], false, false],
    ["and(succeeded(), eq(variables['Build.Reason'], 'manual'))", ['Succeeded'], false, true],
  ]
  for (const [condition, results, canceled, expected] of cases) {
    const after = results.join(' and ') || 'nothing'
    it(`${condition ?? 'the default'} after ${after}${canceled ? ', canceled,' : ''} is ${expected}`, () => {
      assert.equal(holds(condition, results, canceled), expected)
    })
  }
})
