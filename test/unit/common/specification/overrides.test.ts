import assert from 'node:assert/strict'
import type { CommandJob } from '../../../../tasks/common/specification/job/command-job.ts'
import { jobFiles } from './job-files.ts'

const JOB = `
command: python train.py
environment: azureml:e:1
display_name: nightly
inputs:
  lr: 0.1
  data: {type: uri_file, path: data/table.csv, mode: download}
resources: {docker_args: [--ipc=host], locations: [westeurope, northeurope]}
`

const SWEEP = `
type: sweep
trial: {command: x, environment: azureml:e:1}
search_space:
  depth: {type: choice, values: [2, 4]}
objective: {goal: maximize, primary_metric: auc}
limits: {max_total_trials: 2}
`

describe('overrides change a job file', () => {
  const { read, problemsOf, at } = jobFiles()
  const job = (...overrides: string[]): CommandJob => read(JOB, overrides) as CommandJob

  const cases: [what: string, override: string, changed: (spec: CommandJob) => unknown, value: unknown][] = [
    ['a value', 'display_name=weekly', spec => spec.display_name, 'weekly'],
    ['a nested value', 'inputs.lr=0.5', spec => spec.inputs?.['lr'], { text: '0.5', type: 'number' }],
    ['a new key', 'description=A night job', spec => spec.description, 'A night job'],
    ['a new input', 'inputs.depth=4', spec => spec.inputs?.['depth'], { text: '4', type: 'integer' }],
    ['a type of YAML 1.1', 'inputs.lr=yes', spec => spec.inputs?.['lr'], { text: 'True', type: 'boolean' }],
    ['text by quotes', 'inputs.lr="1"', spec => spec.inputs?.['lr'], { text: '1', type: 'string' }],
    ['a mapping', 'tags={a: b}', spec => spec.tags, { a: 'b' }],
    ['an equals sign in the value', 'command=a=b', spec => spec.command, 'a=b'],
    [
      'a deep value',
      'inputs.data.mode=ro_mount',
      spec => (spec.inputs?.['data'] as { mode?: string }).mode,
      'ro_mount',
    ],
    ['a parent that is not there yet', 'properties.k=v', spec => spec.properties, { k: 'v' }],
    ['a key with a dot', 'tags.a\\.b=v', spec => spec.tags, { 'a.b': 'v' }],
    [
      'an entry of a list by its index',
      'resources.locations[1]=eastus',
      spec => spec.resources?.locations,
      ['westeurope', 'eastus'],
    ],
    [
      'an entry of a list after a dot',
      'resources.locations.0=eastus',
      spec => spec.resources?.locations,
      ['eastus', 'northeurope'],
    ],
    [
      'a list by one entry more',
      'resources.locations[2]=eastus',
      spec => spec.resources?.locations,
      ['westeurope', 'northeurope', 'eastus'],
    ],
    ['a path, relative to the file', 'code=../src', spec => spec.code, 'src'],
  ]
  for (const [what, override, changed, value] of cases) {
    it(`${what}: ${override}`, () => {
      const expected = value === 'src' ? at('src') : value
      assert.deepEqual(changed(job(override)), expected)
    })
  }

  it('lists that are not there yet', () => {
    const text = JOB.replace(/resources:.*/, '')
    const { resources } = read(text, ['resources.locations[0]=westeurope']) as CommandJob
    assert.deepEqual(resources, { locations: ['westeurope'] })
  })

  it('lists within mappings of a search space', () => {
    const sweep = read(SWEEP, ['search_space.depth.values[1]=8', 'limits.max_concurrent_trials=2'])
    assert.ok(sweep.type === 'sweep')
    assert.deepEqual(sweep.search_space, { depth: { type: 'choice', values: [2, 8] } })
    assert.deepEqual(sweep.limits, { max_total_trials: 2, max_concurrent_trials: 2 })
  })

  it('in order, the last one stands', () => {
    assert.equal(job('display_name=a', 'display_name=b').display_name, 'b')
  })

  describe('but not', () => {
    const refused: [what: string, override: string, problem: string][] = [
      [
        'by a line without an equals sign',
        'display_name',
        'job.yml: override "display_name": is not of the form path=value.',
      ],
      [
        'by a value of which a comment would take the end',
        'display_name=set #2',
        'job.yml: override display_name: "set #2" holds a comment (#); put the value in quotes.',
      ],
      [
        'by a value that is a comment altogether',
        'display_name=#5',
        'job.yml: override display_name: "#5" holds a comment (#); put the value in quotes.',
      ],
      [
        'by text that only quotes make a value of YAML',
        'display_name=@me',
        'job.yml: override display_name: "@me" is no YAML value; if it is text, put it in quotes.',
      ],
      [
        'through a single value',
        'display_name.first=a',
        'job.yml: override display_name.first: display_name is a single value in the file; override display_name itself.',
      ],
      [
        'at a path that nothing has, and the nearest is named',
        'resource.instance_count=2',
        'job.yml: override resource.instance_count: the file has no resource; did you mean resources.instance_count?',
      ],
      [
        'at a path that is wrong at its end',
        'resources.instance_cout=2',
        'job.yml: override resources.instance_cout: resources has no instance_cout; did you mean resources.instance_count?',
      ],
      [
        'at a key that is far from all',
        'limits.xyz=2',
        'job.yml: override limits.xyz: limits has no xyz; known there are timeout.',
      ],
      [
        'at a key of another type of data',
        'inputs.data.value=2',
        'job.yml: override inputs.data.value: inputs.data has no value; known there are type, path, datastore, mode.',
      ],
      [
        'beyond the end of a list',
        'resources.locations[5]=x',
        'job.yml: override resources.locations[5]: the list has no entry before 5; set that one first.',
      ],
      [
        'with a value of the wrong type, which is told of the override',
        'limits.timeout=soon',
        'job.yml: override limits.timeout: a whole number of at least 0 is expected, not "soon".',
      ],
      [
        'with a mapping that has a key too many',
        'limits={timeout: 5, colour: red}',
        'job.yml: override limits: limits.colour: no such key in the limits of a command; known here are timeout.',
      ],
    ]
    for (const [what, override, problem] of refused)
      it(`${what}: ${override}`, () => assert.deepEqual(problemsOf(JOB, [override]), [problem]))
  })

  it('and all bad ones are told together', () => {
    assert.equal(problemsOf(JOB, ['nothing', 'command.x=1', 'inputs.lr=[1']).length, 3)
  })
})
