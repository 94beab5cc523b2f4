import assert from 'node:assert/strict'
import { INNER, pipelineFiles, TRAIN } from './pipeline-files.ts'

const JOB = 'type: pipeline\njobs: {a: {component: train.yml, inputs: {table: table.csv}}}'
const OF_INNER = 'type: pipeline\njobs: {a: {component: inner.yml, inputs: {table: table.csv, trees: 3}}}'

describe('6.2 in a component file is refused in that file', () => {
  const { problemsOf } = pipelineFiles()

  const cases: [what: string, from: string, to: string, problem: string | RegExp][] = [
    [
      'a type that nobody knows',
      'type: integer, optional: true',
      'type: int, optional: true',
      /^train\.yml:6:17: inputs\.trees\.type: one of .* is expected, not "int"\.$/,
    ],
    [
      'a default that is none',
      'default: 0.1',
      'default: little',
      'train.yml:5:33: inputs.rate.default: "little" is no number.',
    ],
    [
      'bounds of what has none',
      'default: tree',
      'default: tree, max: z',
      /^train\.yml:7:\d+: inputs\.kind\.max: only integers and numbers have bounds, not a string\.$/,
    ],
    [
      'a default for data',
      '{type: uri_file}',
      '{type: uri_file, default: x}',
      /^train\.yml:4:\d+: inputs\.table\.default: data has no default; write optional: true/,
    ],
    [
      'two names that differ in case only',
      '  deep:',
      '  Rate: {type: number, default: 1}\n  deep:',
      'train.yml:8:3: inputs.Rate: is the same name as rate: case does not count.',
    ],
    [
      'a name that begins with a digit',
      '  deep:',
      '  2nd: {type: number, default: 1}\n  deep:',
      /^train\.yml:8:3: inputs\.2nd: a name has letters, digits and underscores/,
    ],
    [
      'a command that names an input which is not declared',
      '${{inputs.rate}}',
      '${{inputs.rates}}',
      /^train\.yml:11:\d+: command: \$\{\{inputs\.rates\}\} names nothing under inputs; did you mean rate\?$/,
    ],
    [
      'an include that is not there',
      'environment:',
      'additional_includes: [../common]\nenvironment:',
      /^train\.yml:12:\d+: additional_includes\[0\]: there is no .*common\.$/,
    ],
    [
      'an archive that would have to be made',
      'environment:',
      'additional_includes: [src.zip]\nenvironment:',
      'train.yml:12:23: additional_includes[0]: no archive is made of a folder here; name the folder itself: src.',
    ],
    [
      'a component that has an id',
      'type: command',
      'type: command\nid: azureml:train:1',
      /^train\.yml:3:1: id: a component that has an id is registered/,
    ],
  ]
  for (const [what, from, to, problem] of cases) {
    it(what, () => {
      const problems = problemsOf(JOB, { 'train.yml': TRAIN.replace(from, to) })
      assert.equal(problems.length, 1, problems.join('\n'))
      if (typeof problem === 'string') assert.equal(problems[0], problem)
      else assert.match(problems[0] ?? '', problem)
    })
  }

  it('a binding within a nested pipeline, in the file of that pipeline', () => {
    const inner = INNER.replace('${{parent.inputs.table}}', '${{parent.inputs.tables}}')
    assert.deepEqual(problemsOf(OF_INNER, { 'inner.yml': inner }), [
      'inner.yml:11:21: jobs.fit.inputs.table: ${{parent.inputs.tables}} names nothing: "tables" is not among the inputs of the pipeline; did you mean table?',
    ])
  })

  it('an input of a nested pipeline that may be left out, but that a node needs', () => {
    const inner = INNER.replace('table: {type: uri_file}', 'table: {type: uri_file, optional: true}')
    assert.deepEqual(problemsOf(OF_INNER, { 'inner.yml': inner }), [
      `inner.yml:4:37: inputs.table.optional: node fit cannot run without "table"; make it required here, or optional in the node's component.`,
    ])
  })

  it('a pipeline that contains itself', () => {
    const inner = INNER.replace('component: train.yml', 'component: inner.yml')
    const [problem] = problemsOf(OF_INNER, { 'inner.yml': inner })
    assert.match(problem ?? '', /^inner\.yml:10:16: jobs\.fit\.component: inner\.yml contains itself\.$/)
  })

  it('nothing of a right one', () => {
    assert.deepEqual(problemsOf(JOB), [])
    assert.deepEqual(problemsOf(OF_INNER), [])
  })
})
