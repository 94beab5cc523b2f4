import assert from 'node:assert/strict'
import { pipelineFiles } from './pipeline-files.ts'

const NODE = `type: command
    command: echo
    environment: azureml:e:1`

/** A job of one node of the component in train.yml. */
const training = (node: string): string => `
type: pipeline
inputs: {table: {type: uri_file, path: table.csv}, rate: 0.2}
outputs: {model: {type: mlflow_model}}
jobs:
  train:
    component: train.yml
${node.replace(/^/gm, '    ')}
`

const TABLE = 'table: "${{parent.inputs.table}}"'

describe('6.1 in a pipeline is refused with file, line and column', () => {
  const { problemsOf } = pipelineFiles()

  const cases: [what: string, text: string, problem: string | RegExp][] = [
    [
      'a binding to an input that is nearly one',
      training('inputs: {table: "${{parent.inputs.tabel}}"}'),
      'job.yml:8:21: jobs.train.inputs.table: ${{parent.inputs.tabel}} names nothing: "tabel" is not among the inputs of the pipeline; did you mean table?',
    ],
    [
      'a binding to an output that the pipeline does not have',
      training(`inputs: {${TABLE}}\noutputs: {model: "\${{parent.outputs.models}}"}`),
      /jobs\.train\.outputs\.model: .* "models" is not among the outputs of the pipeline; did you mean model\?$/,
    ],
    [
      'a binding to a node that is nearly one',
      `type: pipeline\njobs:\n  prepare:\n    ${NODE}\n  use:\n    ${NODE}\n    inputs: {a: "\${{parent.jobs.prepair.outputs.x}}"}`,
      /jobs\.use\.inputs\.a: .* "prepair" is not among the nodes of the pipeline; did you mean prepare\?$/,
    ],
    [
      'a binding to an output that the node does not have',
      `type: pipeline\njobs:\n  prepare:\n    ${NODE}\n    outputs: {table: }\n  use:\n    ${NODE}\n    inputs: {a: "\${{parent.jobs.prepare.outputs.tables}}"}`,
      /"tables" is not among the outputs of prepare; did you mean table\?$/,
    ],
    [
      "a binding to an output that the node's component does not have",
      `${training(`inputs: {${TABLE}}`)}  use:\n    ${NODE}\n    inputs: {a: "\${{parent.jobs.train.outputs.modell}}"}`,
      /"modell" is not among the outputs of train; did you mean model\?$/,
    ],
    [
      'a binding of a node to itself',
      training(`inputs: {${TABLE}, rate: "\${{parent.jobs.train.outputs.model}}"}`),
      /jobs\.train\.inputs\.rate: .* binds a node to itself\.$/,
    ],
    [
      "a binding to another node's input",
      `${training(`inputs: {${TABLE}}`)}  use:\n    ${NODE}\n    inputs: {a: "\${{parent.jobs.train.inputs.rate}}"}`,
      /jobs\.use\.inputs\.a: .* is no binding; write parent\.inputs\.NAME, /,
    ],
    [
      'a binding within another setting of the node',
      training(`inputs: {${TABLE}}\nresources: {instance_count: "\${{parent.inputs.count}}"}`),
      /jobs\.train\.resources\.instance_count: .* "count" is not among the inputs of the pipeline/,
    ],
    [
      'a binding that does not begin with the pipeline',
      training('inputs: {table: "${{inputs.table}}"}'),
      /jobs\.train\.inputs\.table: write \$\{\{parent\.inputs\.table\}\}: bindings begin with the pipeline\.$/,
    ],
    [
      'an input that the component does not have',
      training(`inputs: {${TABLE}, rat: 0.1}`),
      /jobs\.train\.inputs\.rat: the component has no input "rat"; did you mean rate\?$/,
    ],
    [
      'an output that the component does not have',
      training(`inputs: {${TABLE}}\noutputs: {modle: }`),
      /jobs\.train\.outputs\.modle: the component has no output "modle"; did you mean model\?$/,
    ],
    [
      'an input that the component needs and the node does not give',
      training('inputs: {rate: 0.1}'),
      /jobs\.train\.inputs: "table" \(uri_file\) is required by the component; give it a value\.$/,
    ],
    [
      'a value of another type',
      training(`inputs: {${TABLE}, trees: many}`),
      /jobs\.train\.inputs\.trees: "many" is no integer, which the component takes here\.$/,
    ],
    [
      'a boolean that is none',
      training(`inputs: {${TABLE}, deep: perhaps}`),
      /jobs\.train\.inputs\.deep: "perhaps" is no boolean, which the component takes here\.$/,
    ],
    [
      'a value below the least',
      training(`inputs: {${TABLE}, rate: 0.001}`),
      /jobs\.train\.inputs\.rate: 0\.001 is less than 0\.01, the least that the component takes\.$/,
    ],
    [
      'a value above the most',
      training(`inputs: {${TABLE}, rate: 1}`),
      /jobs\.train\.inputs\.rate: 1\.0 is more than 0\.5, the most that the component takes\.$/,
    ],
    [
      'a value that is none of those the component knows',
      training(`inputs: {${TABLE}, kind: forrest}`),
      /jobs\.train\.inputs\.kind: "forrest" is none of tree, forest; did you mean forest\?$/,
    ],
    [
      'a path that is not there, given as text',
      training('inputs: {table: tables.csv}'),
      /jobs\.train\.inputs\.table: there is no .*tables\.csv\.$/,
    ],
    [
      'a number where data is taken',
      training('inputs: {table: 3}'),
      /jobs\.train\.inputs\.table: the component takes data \(uri_file\) here, not "3"\.$/,
    ],
    [
      'a searched parameter that the trial does not take',
      `
type: pipeline
jobs:
  tune:
    type: sweep
    trial: train.yml
    inputs: {table: table.csv}
    search_space: {rates: {type: uniform, min_value: 0.1, max_value: 0.2}}
    objective: {goal: maximize, primary_metric: auc}
    limits: {max_total_trials: 2}
`,
      /jobs\.tune\.search_space\.rates: the component has no input "rates"; did you mean rate\?$/,
    ],
    [
      'nodes that wait for each other',
      `type: pipeline
jobs:
  a:
    ${NODE}
    inputs: {x: "\${{parent.jobs.c.outputs.x}}"}
    outputs: {x: }
  b:
    ${NODE}
    inputs: {x: "\${{parent.jobs.a.outputs.x}}"}
    outputs: {x: }
  c:
    ${NODE}
    inputs: {x: "\${{parent.jobs.b.outputs.x}}"}
    outputs: {x: }
`,
      /jobs\.a: waits for itself: a -> c -> b -> a\.$/,
    ],
    [
      'a node that runs nothing',
      `type: pipeline\njobs:\n  a:\n    ${NODE}\n  b: {limits: {timeout: 3}}`,
      /^job\.yml:7:6: jobs\.b: says not what it runs; give it a command or a component, or correct the name of the node\.$/,
    ],
    [
      'a node with capitals',
      `type: pipeline\njobs:\n  Train:\n    ${NODE}`,
      /^job\.yml:3:3: jobs\.Train: a node is called in lower-case letters/,
    ],
    [
      'a kind of node that is nearly one',
      'type: pipeline\njobs: {a: {type: comand, command: x, environment: "azureml:e:1"}}',
      'job.yml:2:18: jobs.a.type: "comand" is not known; did you mean command?',
    ],
    [
      'a data transfer node',
      'type: pipeline\njobs: {a: {type: data_transfer, task: copy_data}}',
      /jobs\.a: a data transfer node needs Azure Data Factory; move data before the job, or in a command node\.$/,
    ],
    [
      'a loop',
      'type: pipeline\njobs: {a: {type: do_while, body: x}}',
      /jobs\.a: a loop is in private preview: the official client refuses it too\.$/,
    ],
    [
      'a job for the end of the pipeline',
      `type: pipeline\nsettings: {on_finalize: a}\njobs:\n  a:\n    ${NODE}`,
      /settings\.on_finalize: on_finalize is in private preview/,
    ],
    [
      'data of AutoML that is no binding',
      'type: pipeline\njobs: {a: {type: automl, task: classification, training_data: {type: mltable, path: src}}}',
      /jobs\.a\.training_data: make it an input of the pipeline \(type mltable\) and write \$\{\{parent\.inputs\.NAME\}\} here/,
    ],
    [
      'a component without a version',
      'type: pipeline\njobs: {a: {component: azureml:train}}',
      /^job\.yml:2:23: jobs\.a\.component: "azureml:train" names no version of a component; write azureml:NAME:VERSION/,
    ],
    [
      'a component file that is not there',
      'type: pipeline\njobs: {a: {component: trian.yml}}',
      /jobs\.a\.component: The file .*trian\.yml cannot be read\.$/,
    ],
    [
      'a pipeline written within a pipeline',
      'type: pipeline\njobs: {a: {type: pipeline, component: {type: pipeline, jobs: {}}}}',
      /^job\.yml:2:39: jobs\.a\.component: a component file, or azureml:NAME:VERSION.* is expected, not a mapping\.$/,
    ],
    [
      'a version of an output without a name',
      training(`inputs: {${TABLE}}\noutputs: {model: {version: "2"}}`),
      /jobs\.train\.outputs\.model\.version: a version needs the name to register the output under\.$/,
    ],
  ]
  for (const [what, text, problem] of cases) {
    it(what, () => {
      const problems = problemsOf(text)
      assert.equal(problems.length, 1, problems.join('\n'))
      if (typeof problem === 'string') assert.equal(problems[0], problem)
      else assert.match(problems[0] ?? '', problem)
    })
  }

  it('but not an input of the pipeline that stands in a group', () => {
    const job =
      'type: pipeline\ninputs: {forest.trees: 3}\njobs: {a: {component: train.yml, inputs: {table: table.csv, trees: "${{parent.inputs.forest.trees}}"}}}'
    assert.deepEqual(problemsOf(job), [])
    assert.match(
      problemsOf(job.replace('forest.', 'forest..')).join(),
      /^job\.yml:2:10: inputs\.forest\.\.trees: a name consists of/,
    )
  })
})
