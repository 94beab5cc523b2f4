import assert from 'node:assert/strict'
import { readJobFile } from '../../../../tasks/common/specification/read-job-file.ts'
import { jobFiles } from './job-files.ts'

const E = 'environment: azureml:e:1'
const SWEEP = `type: sweep\ntrial: {command: "x \${{search_space.lr}}", ${E}}\nobjective: {goal: maximize, primary_metric: m}\nlimits: {max_total_trials: 2}`

describe('6.1 in a job file is refused with file, line and column', () => {
  const { problemsOf } = jobFiles()

  const cases: [what: string, text: string, problem: string | RegExp][] = [
    ['a missing command', E, 'job.yml:1:1: command: is required.'],
    ['a missing environment', 'command: x', 'job.yml:1:1: environment: is required.'],
    [
      'a key that is nearly one',
      `command: x\n${E}\ncomputee: y`,
      'job.yml:3:1: computee: no such key in a command job; did you mean compute?',
    ],
    [
      'a key that nobody knows',
      `command: x\n${E}\nresources: {colour: red}`,
      'job.yml:3:13: resources.colour: no such key in resources; known here are instance_count, instance_type, properties, locations, shm_size, max_instance_count, docker_args.',
    ],
    [
      'a placeholder of an input that is not declared',
      `command: run \${{inputs.tree}}\n${E}\ninputs: {trees: 1}`,
      'job.yml:1:10: command: ${{inputs.tree}} names nothing under inputs; did you mean trees?',
    ],
    [
      'a placeholder of a section that is nearly one',
      `command: run \${{input.trees}}\n${E}\ninputs: {trees: 1}`,
      'job.yml:1:10: command: ${{input.trees}} names no section of the job; did you mean inputs?',
    ],
    [
      'an address in Azure that is nearly one',
      `command: x\n${E}\ninputs: {d: {type: uri_file, path: azureml://datastore/x/paths/y}}`,
      'job.yml:3:36: inputs.d.path: azureml://datastore/... is no place in Azure; did you mean azureml://datastores/...?',
    ],
    [
      'a range that is upside down',
      `${SWEEP}\nsearch_space: {lr: {type: uniform, min_value: 1, max_value: 0.1}}`,
      /^job\.yml:5:20: search_space\.lr: min_value is above max_value\.$/,
    ],
    [
      'a choice of nothing',
      `${SWEEP}\nsearch_space: {lr: {type: choice, values: []}}`,
      /^job\.yml:5:20: search_space\.lr: a choice needs values\.$/,
    ],
    [
      'a range that is upside down, in a step',
      `type: pipeline\njobs: {a: {type: sweep, trial: {type: command, command: x, ${E}}, search_space: {lr: {type: quniform, min_value: 2.0, max_value: 1, q: 1}}, objective: {goal: maximize, primary_metric: m}, limits: {max_total_trials: 2}}}`,
      /jobs\.a\.search_space\.lr: min_value is above max_value\.$/,
    ],
    [
      'a placeholder of an output where there is none',
      `command: run \${{ outputs.model }}/x\n${E}`,
      /^job\.yml:1:10: command: .* names nothing under outputs; nothing can stand there\.$/,
    ],
    [
      'a job of a type that is nearly one',
      'type: swep',
      'job.yml:1:7: type: "swep" is not known; did you mean sweep?',
    ],
    ['no mapping at all', '- a\n- b', /^job\.yml:1:1: type: a mapping|^job\.yml:1:1: the file: a mapping/],
    [
      'code that is not there',
      `command: x\n${E}\ncode: ./nowhere`,
      /^job\.yml:3:7: code: there is no .*nowhere\.$/,
    ],
    [
      'code in a registry',
      `command: x\n${E}\ncode: azureml://registries/r/codes/c/versions/1`,
      /^job\.yml:3:7: code: code cannot lie in a registry/,
    ],
    [
      'code without a version',
      `command: x\n${E}\ncode: azureml:mine`,
      /^job\.yml:3:7: code: "azureml:mine" names no version of code/,
    ],
    [
      'data that is not there',
      `command: x\n${E}\ninputs:\n  d: {path: data/none.csv}`,
      /^job\.yml:4:13: inputs\.d\.path: there is no .*none\.csv\.$/,
    ],
    [
      'a file that is called a folder',
      `command: x\n${E}\ninputs:\n  d: {path: data/table.csv}`,
      /^job\.yml:4:13: inputs\.d\.path: .*table\.csv is a file; its type is uri_file\.$/,
    ],
    [
      'a folder that is called a file',
      `command: x\n${E}\ninputs:\n  d: {type: uri_file, path: data}`,
      /^job\.yml:4:29: inputs\.d\.path: .*data is a folder; its type is uri_folder\.$/,
    ],
    [
      'a conda file that is not there',
      'command: x\nenvironment: {image: i, conda_file: none.yml}',
      /^job\.yml:2:37: environment\.conda_file: The file .*none\.yml cannot be read\.$/,
    ],
    [
      'an environment without a version',
      'command: x\nenvironment: azureml:e',
      /^job\.yml:2:14: environment: "azureml:e" names no version of an environment; write azureml:NAME:VERSION/,
    ],
    [
      'an environment with an image and a context',
      'command: x\nenvironment:\n  image: i\n  build: {path: .}',
      'job.yml:4:10: environment.build: an environment has an image or a build context, not both.',
    ],
    [
      'a list where text belongs',
      `command: [x]\n${E}`,
      'job.yml:1:10: command: text is expected, not a list.',
    ],
    [
      'a count that is no number',
      `command: x\n${E}\nresources: {instance_count: two}`,
      'job.yml:3:29: resources.instance_count: a whole number is expected, not "two".',
    ],
    [
      'a mode that there is not',
      `command: x\n${E}\ninputs:\n  d: {path: data, mode: fast}`,
      'job.yml:4:25: inputs.d.mode: one of ro_mount, download, direct is expected, not "fast".',
    ],
    [
      'an input without path and value',
      `command: x\n${E}\ninputs:\n  d: {type: uri_file}`,
      'job.yml:4:6: inputs.d.path: an input needs a path or a value.',
    ],
    [
      'an input without anything',
      `command: x\n${E}\ninputs:\n  d:`,
      /^job\.yml:4:5: inputs\.d: text, a number or a boolean is expected, not nothing\.$/,
    ],
    [
      'a number as `value`, of which the official client sends another',
      `command: x\n${E}\ninputs:\n  lr: {value: 0.5}`,
      /^job\.yml:4:15: inputs\.lr\.value: the official client does not send the number 0\.5 .*\(name: 0\.5\)\.$/,
    ],
    [
      'a name that the service does not take',
      `command: x\n${E}\ninputs: {a-b: 1}`,
      'job.yml:3:10: inputs.a-b: a name consists of letters, digits and underscores.',
    ],
    [
      'a distribution of another type',
      `command: x\n${E}\ndistribution: {type: pytorc}`,
      'job.yml:3:22: distribution.type: "pytorc" is not known; did you mean pytorch?',
    ],
    [
      'a distribution without a type',
      `command: x\n${E}\ndistribution: {worker_count: 2}`,
      'job.yml:3:15: distribution.type: is required: one of pytorch, mpi, tensorflow, ray.',
    ],
    [
      'a sweep without an objective',
      'type: sweep\ntrial: {command: x, environment: azureml:e:1}\nsearch_space: {}\nlimits: {max_total_trials: 1}',
      'job.yml:1:1: objective: is required.',
    ],
    [
      'a search space of another kind',
      'type: sweep\nsearch_space:\n  lr: {type: uniformly, min_value: 1}',
      /^job\.yml:3:14: search_space\.lr\.type: "uniformly" is not known; did you mean uniform\?$/,
    ],
    ['a pipeline without steps', 'type: pipeline', /^job\.yml:1:\d+: jobs: /],
    [
      'a binding to an input that is not there',
      `type: pipeline\njobs:\n  a:\n    command: x\n    ${E}\n    inputs:\n      n: \${{parent.inputs.nothing}}`,
      /^job\.yml:7:10: jobs\.a\.inputs\.n: \$\{\{parent\.inputs\.nothing\}\} names nothing/,
    ],
  ]
  for (const [what, text, problem] of cases) {
    it(what, () => {
      const problems = problemsOf(text)
      const found = problems.some(line =>
        typeof problem === 'string' ? line === problem : problem.test(line),
      )
      assert.ok(found, problems.join('\n'))
    })
  }

  it('what is there without a value as what is missing', () => {
    assert.deepEqual(problemsOf('command:\nenvironment:\n'), [
      'job.yml:1:9: command: is required.',
      'job.yml:2:13: environment: is required.',
    ])
  })

  it('a fault in a file that it names, by that file', () => {
    assert.deepEqual(problemsOf('command: x\nenvironment: {image: i, conda_file: job.yml}'), [
      'job.yml:2:37: environment.conda_file: job.yml contains itself.',
    ])
  })

  it('all problems of a file together, in the order of its lines', () => {
    const problems = problemsOf('type: command\ncode: ./nowhere\ncolour: red\nlimits: {timeout: soon}')
    assert.deepEqual(
      problems.map(line => /^job\.yml:\d+:\d+: (\S+):/.exec(line)?.[1]),
      ['command', 'environment', 'code', 'colour', 'limits.timeout'],
    )
  })

  it('a file that is not there, by its whole path', () => {
    assert.throws(() => readJobFile('/not/there.yml'), { message: 'The file /not/there.yml cannot be read.' })
  })
})
