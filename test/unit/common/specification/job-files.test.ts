import assert from 'node:assert/strict'
import { TaskError } from '../../../../tasks/common/errors.ts'
import type { CommandJobSpec, PipelineJobSpec } from '../../../../tasks/common/specification/job-spec.ts'
import { readJobFile } from '../../../../tasks/common/specification/read-job-file.ts'
import { folderPerTest } from '../../../support/folder.ts'

const COMMAND = `
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
command: python train.py --data \${{inputs.data}} --lr \${{inputs.lr}}
code: ../src
environment:
  image: mcr.example/base:1
  conda_file: conda.yml
compute: azureml:cpu-cluster
display_name: nightly
experiment_name: chd
tags: {team: risk, runs: 3}
environment_variables: {LEVEL: 1, DEBUG: yes}
resources: {instance_count: 2, instance_type: Standard_DS3_v2, shm_size: 2g}
limits: {timeout: 3600}
inputs:
  lr: 0.1
  data: {type: uri_file, path: data/table.csv, mode: download}
  remote: {type: uri_folder, path: azureml://datastores/workspaceblobstore/paths/x/}
outputs:
  model: {type: custom_model}
  plots: {mode: upload}
`

const PIPELINE = `
type: pipeline
settings: {default_compute: azureml:cpu-cluster, force_rerun: true}
inputs: {trees: 10}
outputs: {model: {type: custom_model}}
jobs:
  prepare:
    command: prepare
    environment: azureml:sklearn:1
    outputs: {table: {type: uri_folder}}
  train:
    type: command
    command: train
    code: src
    environment: azureml:sklearn@latest
    inputs:
      trees: \${{parent.inputs.trees}}
      table: \${{parent.jobs.prepare.outputs.table}}
    outputs:
      model: \${{parent.outputs.model}}
`

describe('a job file', () => {
  const folder = folderPerTest()
  const files = { 'src/train.py': '', 'jobs/conda.yml': 'dependencies: [python=3.11]\n', 'jobs/src/x.py': '' }
  const read = (text: string, overrides: string[] = []): ReturnType<typeof readJobFile> => {
    folder().write({ ...files, 'jobs/job.yml': text })
    return readJobFile(folder().at('jobs/job.yml'), overrides)
  }
  const command = (overrides: string[] = []): CommandJobSpec => read(COMMAND, overrides) as CommandJobSpec
  const problemsOf = (text: string, overrides: string[] = []): string[] => {
    try {
      read(text, overrides)
      return []
    } catch (error) {
      assert.ok(error instanceof TaskError, String(error))
      return error.message.split('\n').slice(1)
    }
  }

  describe('of a command', () => {
    it('is read whole', () => {
      assert.deepEqual(command(), {
        type: 'command',
        displayName: 'nightly',
        experimentName: 'chd',
        compute: 'azureml:cpu-cluster',
        tags: { team: 'risk', runs: '3' },
        properties: {},
        inputs: {
          lr: { kind: 'literal', value: '0.1', type: 'number' },
          data: {
            kind: 'data',
            type: 'uri_file',
            path: folder().at('jobs/data/table.csv'),
            mode: 'download',
          },
          remote: {
            kind: 'data',
            type: 'uri_folder',
            path: 'azureml://datastores/workspaceblobstore/paths/x/',
          },
        },
        outputs: {
          model: { kind: 'data', type: 'custom_model' },
          plots: { kind: 'data', type: 'uri_folder', mode: 'upload' },
        },
        command: 'python train.py --data ${{inputs.data}} --lr ${{inputs.lr}}',
        environment: {
          kind: 'inline',
          environment: { image: 'mcr.example/base:1', condaFile: files['jobs/conda.yml'] },
        },
        environmentVariables: { LEVEL: '1', DEBUG: 'True' },
        code: folder().at('src'),
        resources: { instanceCount: 2, instanceType: 'Standard_DS3_v2', shmSize: '2g' },
        timeout: 3600,
      })
    })

    it('may write its conda file in place', () => {
      const { environment } = read(
        'command: x\nenvironment: {image: i, conda_file: {dependencies: [python=3.11]}}',
      ) as CommandJobSpec
      assert.ok(environment.kind === 'inline')
      assert.match(environment.environment.condaFile ?? '', /dependencies:\s+- python=3\.11/)
    })

    it('may have keys that YAML reads as numbers or booleans', () => {
      const spec = read('command: x\nenvironment: azureml:e:1\ntags: {2024: a, yes: b}\ninputs: {1: 2}\n')
      assert.deepEqual(spec.tags, { 2024: 'a', true: 'b' })
      assert.deepEqual(spec.inputs, { 1: { kind: 'literal', value: '2', type: 'integer' } })
    })

    it('needs no type', () => assert.equal(read('command: x\nenvironment: azureml:e:1').type, 'command'))
  })

  describe('of a pipeline', () => {
    const pipeline = (): PipelineJobSpec => read(PIPELINE) as PipelineJobSpec

    it('has its steps in order, with their bindings as they are', () => {
      const { steps, settings } = pipeline()
      assert.deepEqual(Object.keys(steps), ['prepare', 'train'])
      assert.deepEqual(steps['train']?.inputs, {
        trees: { kind: 'binding', value: '${{parent.inputs.trees}}' },
        table: { kind: 'binding', value: '${{parent.jobs.prepare.outputs.table}}' },
      })
      assert.deepEqual(steps['train'].outputs, {
        model: { kind: 'binding', value: '${{parent.outputs.model}}' },
      })
      assert.deepEqual(settings, { default_compute: 'azureml:cpu-cluster', force_rerun: true })
    })

    it('is known by its jobs where it has no type', () => {
      assert.equal(read(PIPELINE.replace('type: pipeline\n', '')).type, 'pipeline')
    })
  })

  describe('6.1 is refused with file, line and column', () => {
    const cases: [what: string, text: string, problem: string | RegExp][] = [
      ['a missing command', 'environment: azureml:e:1', /^job\.yml:1:1: command: is required\.$/],
      ['a missing environment', 'command: x', /^job\.yml:1:1: environment: is required\.$/],
      [
        'a key that nobody knows',
        'command: x\nenvironment: e:1\ncomand: y',
        /^job\.yml:3:9: comand: no such key; known here are /,
      ],
      [
        'a key of a later version, by name',
        'command: x\nenvironment: e:1\ndistribution: {type: pytorch}',
        /^job\.yml:3:15: distribution: this version of the task does not send it yet/,
      ],
      [
        'a placeholder of an input that is not declared',
        'command: run ${{inputs.lr}}\nenvironment: azureml:e:1\ninputs: {trees: 1}',
        /^job\.yml:1:10: command: \$\{\{inputs\.lr\}\} names nothing under inputs\.$/,
      ],
      [
        'a placeholder of an output where there is none',
        'command: run ${{ outputs.model }}/x\nenvironment: azureml:e:1',
        /^job\.yml:1:10: command: .* names nothing under outputs\.$/,
      ],
      [
        'aliases that multiply',
        [
          'command: x',
          'environment: azureml:e:1',
          'tags: &a0 {k: v}',
          ...Array.from({ length: 12 }, (_, i) => `t${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`),
        ].join('\n'),
        /multiplies the file to more than 10000 parts/,
      ],
      ['a job of another type', 'type: sweep', /^job\.yml:1:7: type: jobs of type "sweep" are not sent/],
      ['no mapping at all', '- a\n- b', /^job\.yml:1:1: the file: a mapping \(key: value\) is expected\.$/],
      [
        'code that is not there',
        'command: x\nenvironment: e:1\ncode: ./nowhere',
        /^job\.yml:3:7: code: there is no .*nowhere\.$/,
      ],
      [
        'code in git',
        'command: x\nenvironment: e:1\ncode: git+https://github.com/a/b',
        /^job\.yml:3:7: code: a git URL/,
      ],
      [
        'a conda file that is not there',
        'command: x\nenvironment: {image: i, conda_file: none.yml}',
        /^job\.yml:2:37: environment\.conda_file: there is no .*none\.yml\.$/,
      ],
      [
        'a list where text belongs',
        'command: [x]\nenvironment: e:1',
        /^job\.yml:1:10: command: a single value is expected, not a list\.$/,
      ],
      [
        'a count that is no number',
        'command: x\nenvironment: e:1\nresources: {instance_count: two}',
        /^job\.yml:3:29: resources\.instance_count: a whole number is expected, not "two"\.$/,
      ],
      [
        'a mode that there is not',
        'command: x\nenvironment: e:1\ninputs:\n  d: {path: x, mode: fast}',
        /^job\.yml:4:22: inputs\.d\.mode: "fast" is none of ro_mount, /,
      ],
      [
        'an input without path and value',
        'command: x\nenvironment: e:1\ninputs:\n  d: {type: uri_file}',
        /^job\.yml:4:6: inputs\.d\.path: an input needs a path or a value\.$/,
      ],
      [
        'a pipeline without steps',
        'type: pipeline',
        /^job\.yml:1:1: jobs: a pipeline needs at least one step\.$/,
      ],
      [
        'a binding to an input that is not there',
        'type: pipeline\njobs:\n  a:\n    command: x\n    environment: e:1\n    inputs:\n      n: ${{parent.inputs.nothing}}',
        /^job\.yml:7:10: jobs\.a\.inputs\.n: \$\{\{parent\.inputs\.nothing\}\} names nothing in this pipeline\.$/,
      ],
      [
        'a binding to a step that is not there',
        'type: pipeline\njobs:\n  a:\n    command: x\n    environment: e:1\n    inputs:\n      n: ${{parent.jobs.b.outputs.o}}',
        /^job\.yml:7:10: .*names nothing/,
      ],
      [
        'a step of another type',
        'type: pipeline\njobs:\n  a:\n    type: parallel\n    command: x\n    environment: e:1',
        /^job\.yml:4:11: jobs\.a\.type: steps of type "parallel" are not sent/,
      ],
    ]
    for (const [what, text, problem] of cases) {
      it(what, () => {
        const problems = problemsOf(text)
        assert.ok(
          problems.some(line => new RegExp(problem).test(line)),
          problems.join('\n'),
        )
      })
    }

    it('what is there without a value as what is missing', () => {
      const problems = problemsOf('command:\nenvironment:\n')
      assert.deepEqual(problems, [
        'job.yml:1:9: command: is required.',
        'job.yml:2:13: environment: is required.',
      ])
    })

    it('a step without a body', () => {
      const problems = problemsOf('jobs:\n  a: {command: x, environment: azureml:e:1}\n  b:\n')
      assert.deepEqual(problems, ['job.yml:3:5: jobs.b: a step needs a command.'])
    })

    it('all problems of a file together', () => {
      const problems = problemsOf('type: command\ncode: ./nowhere\ncolour: red\nlimits: {timeout: soon}')
      assert.deepEqual(problems.map(line => /^job\.yml:\d+:\d+: (\S+):/.exec(line)?.[1]).sort(), [
        'code',
        'colour',
        'command',
        'environment',
        'limits.timeout',
      ])
    })

    it('a file that is not there, by its whole path', () => {
      assert.throws(() => readJobFile('/not/there.yml'), {
        message: 'The file /not/there.yml cannot be read.',
      })
    })
  })

  describe('is changed by overrides', () => {
    const cases: [
      what: string,
      override: string,
      changed: (spec: CommandJobSpec) => unknown,
      value: unknown,
    ][] = [
      ['a value', 'display_name=weekly', spec => spec.displayName, 'weekly'],
      [
        'a nested value',
        'inputs.lr=0.5',
        spec => spec.inputs['lr'],
        { kind: 'literal', value: '0.5', type: 'number' },
      ],
      ['a new key', 'description=A night job', spec => spec.description, 'A night job'],
      [
        'a new input',
        'inputs.depth=4',
        spec => spec.inputs['depth'],
        { kind: 'literal', value: '4', type: 'integer' },
      ],
      [
        'a type of YAML 1.1',
        'inputs.lr=yes',
        spec => spec.inputs['lr'],
        { kind: 'literal', value: 'True', type: 'boolean' },
      ],
      [
        'text by quotes',
        'inputs.lr="1"',
        spec => spec.inputs['lr'],
        { kind: 'literal', value: '1', type: 'string' },
      ],
      ['a mapping', 'tags={a: b}', spec => spec.tags, { a: 'b' }],
      ['an equals sign in the value', 'command=a=b', spec => spec.command, 'a=b'],
      [
        'a deep value',
        'inputs.data.mode=ro_mount',
        spec => (spec.inputs['data'] as { mode?: string }).mode,
        'ro_mount',
      ],
      ['a parent that is not there yet', 'properties.k=v', spec => spec.properties, { k: 'v' }],
    ]
    for (const [what, override, changed, value] of cases) {
      it(`${what}: ${override}`, () => assert.deepEqual(changed(command([override])), value))
    }

    it('in order, the last one stands', () => {
      assert.equal(command(['display_name=a', 'display_name=b']).displayName, 'b')
    })

    it('but not by a line without an equals sign', () => {
      assert.deepEqual(problemsOf(COMMAND, ['display_name']), [
        'job.yml: override "display_name": is not of the form path=value.',
      ])
    })

    it('but not by a value of which a comment would take the end', () => {
      assert.deepEqual(problemsOf(COMMAND, ['inputs.data.path=/tables/set #2/a.csv']), [
        'job.yml: override inputs.data.path: "/tables/set #2/a.csv" holds a comment (#); put the value in quotes.',
      ])
      const quoted = command(['inputs.data.path="/tables/set #2/a.csv"']).inputs['data']
      assert.equal((quoted as { path?: string }).path, '/tables/set #2/a.csv')
    })

    it('but not through a single value', () => {
      assert.deepEqual(problemsOf(COMMAND, ['display_name.first=a']), [
        'job.yml: override display_name.first: display_name is a single value in the file; override display_name itself.',
      ])
    })

    it('and all bad ones are told together', () => {
      assert.equal(problemsOf(COMMAND, ['nothing', 'command.x=1', 'inputs.lr=[1']).length, 3)
    })
  })
})
