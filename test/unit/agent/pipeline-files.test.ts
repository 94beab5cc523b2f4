import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { loadPipeline } from '../../../local/agent/pipeline/load.ts'
import type { Pipeline } from '../../../local/agent/pipeline/model.ts'
import { temporaryFolders } from './support/folders.ts'

const folder = temporaryFolders()

function load(files: Record<string, string>, variables?: Record<string, string>): Pipeline {
  const root = folder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return loadPipeline(join(root, 'main.yml'), { root, variables: new Map(Object.entries(variables ?? {})) })
}

const scripts = (pipeline: Pipeline): string[] =>
  pipeline.stages
    .flatMap(stage => stage.jobs)
    .flatMap(job => job.steps)
    .flatMap(step => step.inputs.get('script')?.text ?? [])

describe('A pipeline file', () => {
  it('with steps alone is one stage with one job that checks out first', () => {
    const { stages, name } = load({ 'main.yml': 'steps:\n- script: echo' })
    assert.equal(stages[0]?.name, '__default')
    assert.deepEqual(
      stages[0].jobs.map(job => [job.name, job.steps.map(step => step.task.text)]),
      [['Job', ['Checkout@1', 'CmdLine@2']]],
    )
    assert.equal(name.text, '$(Date:yyyyMMdd).$(Rev:r)')
  })

  it('keeps the text of scalars: 3.10 is no number', () => {
    const { variables } = load({ 'main.yml': 'variables: {python: 3.10, on: yes}\nsteps: []' })
    assert.deepEqual(
      variables.map(({ value }) => value),
      ['3.10', 'yes'],
    )
  })

  it('turns each shortcut into its task', () => {
    const text = `
steps:
- checkout: none
- bash: b
  workingDirectory: here
- pwsh: p
- publish: out
  artifact: drop
- download: current
  artifact: drop
`
    const steps = load({ 'main.yml': text }).stages[0]!.jobs[0]!.steps
    assert.deepEqual(
      steps.map(({ task, inputs }) => [
        task.text,
        Object.fromEntries([...inputs].map(([key, value]) => [key, value.text])),
      ]),
      [
        ['Bash@3', { script: 'b', workingDirectory: 'here', targetType: 'inline' }],
        ['PowerShell@2', { script: 'p', targetType: 'inline', pwsh: 'true' }],
        ['PublishPipelineArtifact@1', { targetPath: 'out', artifactName: 'drop' }],
        ['DownloadPipelineArtifact@2', { source: 'current', artifactName: 'drop' }],
      ],
    )
  })

  it('lets stages follow one another unless they say otherwise', () => {
    const text = `
stages:
- stage: a
  jobs: [{job: j, steps: [{script: x}]}]
- stage: b
  jobs: [{job: j, steps: [{script: x}]}]
- stage: c
  dependsOn: []
  jobs: [{job: j, steps: [{script: x}]}]
`
    const { stages } = load({ 'main.yml': text })
    assert.deepEqual(
      stages.map(stage => stage.dependsOn.map(({ text: name }) => name)),
      [[], ['a'], []],
    )
  })

  it('downloads artifacts and checks nothing out in a deployment', () => {
    const text = `
jobs:
- deployment: d
  environment: {name: prod}
  strategy: {runOnce: {deploy: {steps: [{script: x}]}}}
`
    const job = load({ 'main.yml': text }).stages[0]!.jobs[0]!
    assert.equal(job.environment, 'prod')
    assert.deepEqual(
      job.steps.map(step => step.task.text),
      ['DownloadPipelineArtifact@2', 'CmdLine@2'],
    )
  })
})

describe('Template expressions', () => {
  it('choose with if, elseif and else, in lists and in mappings', () => {
    const text = `
parameters:
- {name: size, type: string, default: b}
variables:
  \${{ if eq(parameters.size, 'a') }}:
    picked: small
  \${{ elseif eq(parameters.size, 'b') }}:
    picked: middle
  \${{ else }}:
    picked: large
steps:
- \${{ if eq(variables.picked, 'small') }}:
  - script: one
- \${{ else }}:
  - script: \${{ variables.picked }}
  - script: two
`
    assert.deepEqual(scripts(load({ 'main.yml': text })), ['middle', 'two'])
  })

  it('repeat with each, over lists and mappings, and merge into an item', () => {
    const text = `
parameters:
- name: services
  type: object
  default: [{name: api, ports: {http: 80, https: 443}}]
- name: extra
  type: stepList
  default: [{script: inserted, displayName: 'It''s a \${{ name }}'}]
steps:
- \${{ each service in parameters.services }}:
  - \${{ each port in service.ports }}:
    - script: \${{ service.name }} \${{ port.key }}=\${{ port.value }}
- \${{ each step in parameters.extra }}:
  - \${{ each pair in step }}:
      \${{ pair.key }}: \${{ pair.value }}
- \${{ parameters.extra }}
`.replace(", displayName: 'It''s a ${{ name }}'", '')
    assert.deepEqual(scripts(load({ 'main.yml': text })), [
      'api http=80',
      'api https=443',
      'inserted',
      'inserted',
    ])
  })

  it('do not expand text that a value brought in', () => {
    const typed = { who: '${{ variables.other }} and $(other)' }
    const text = 'variables: {who: x, other: y}\nsteps:\n- script: echo ${{ variables.who }}'
    assert.deepEqual(scripts(load({ 'main.yml': text }, typed)), ['echo ${{ variables.other }} and $(other)'])
  })

  it('see the values typed by the user, which replace root variables', () => {
    const text = 'variables:\n- name: who\n  value: file\nsteps:\n- script: ${{ variables.who }}'
    const pipeline = load({ 'main.yml': text }, { WHO: 'typed=a;b' })
    assert.deepEqual(scripts(pipeline), ['typed=a;b'])
    assert.deepEqual(
      pipeline.variables.map(({ name, value }) => [name, value]),
      [['WHO', 'typed=a;b']],
    )
  })
})

describe('Templates', () => {
  it('are read from beside the file that names them, with typed parameters', () => {
    const files = {
      'main.yml': `
steps:
- template: ci/steps.yml
  parameters: {count: 3, loud: true, list: [a, b]}
`,
      'ci/steps.yml': `
parameters:
- {name: count, type: number}
- {name: loud, type: boolean, default: false}
- {name: list, type: object}
steps:
- script: \${{ parameters.count }} \${{ parameters.loud }} \${{ join('+', parameters.list) }}
- template: more.yml
`,
      'ci/more.yml': 'steps:\n- script: more',
    }
    assert.deepEqual(scripts(load(files)), ['3 True a+b', 'more'])
  })

  it('give variables, jobs and stages too', () => {
    const files = {
      'main.yml': 'variables:\n- template: v.yml\nstages:\n- template: /s.yml',
      'v.yml': 'variables: {name: fromTemplate}',
      's.yml': 'stages:\n- stage: one\n  jobs:\n  - template: j.yml',
      'j.yml': 'jobs:\n- job: j\n  steps:\n  - script: ${{ variables.name }}',
    }
    assert.deepEqual(scripts(load(files)), ['fromTemplate'])
  })
})

describe('What local runs do not support is refused with its place and the remedy', () => {
  const job = 'jobs:\n- job: j\n  steps: [{script: x}]\n'
  const cases: [string, string | Record<string, string>, RegExp][] = [
    ['an unknown key', 'steps: []\nfoo: 1', /main\.yml:2:1: "foo" is not a key of a pipeline\. Known here/],
    ['extends', 'extends: {template: x.yml}', /main\.yml:1:1: .*"extends".*template/],
    ['resources', 'resources: {repositories: [{repository: x}]}\nsteps: []', /main\.yml:1:1: .*no resources/],
    ['container jobs', `${job}  container: ubuntu`, /main\.yml:4:3: .*"container" in a job/],
    ['agentless jobs', `${job}  pool: server`, /main\.yml:4:9: .*agentless/],
    ['slicing', `${job}  strategy: {parallel: 2}`, /main\.yml:4:14: .*"parallel".*matrix/],
    [
      'canary',
      'jobs:\n- deployment: d\n  environment: e\n  strategy: {canary: {}}',
      /:4:14: .*"canary".*runOnce/,
    ],
    [
      'hooks',
      'jobs:\n- deployment: d\n  environment: e\n  strategy: {runOnce: {preDeploy: {}}}',
      /:4:24: .*"preDeploy"/,
    ],
    ['variable groups', 'variables:\n- group: g\nsteps: []', /main\.yml:2:3: .*"group".*--var/],
    ['other steps', 'steps:\n- reviewApp: x', /main\.yml:2:3: .*"reviewApp"/],
    ['unknown steps', 'steps:\n- foo: x', /main\.yml:2:3: .*no step.*task, script/],
    [
      'unknown keys of steps',
      'steps:\n- script: x\n  retries: 1',
      /main\.yml:3:3: "retries" is not a key of a "script" step/,
    ],
    ['other repositories', 'steps:\n- checkout: other', /main\.yml:2:13: .*this repository/],
    [
      'unknown dependencies',
      'jobs:\n- job: a\n  dependsOn: b\n  steps: []',
      /:3:14: There is no job "b".*Known: a/,
    ],
    [
      'circles',
      'jobs:\n- {job: a, dependsOn: b, steps: []}\n- {job: b, dependsOn: a, steps: []}',
      /depends on itself/,
    ],
    ['wrong YAML', 'steps: [', /main\.yml:1:9: This is not valid YAML/],
    ['keys that stand twice', 'steps: []\nsteps: []', /main\.yml:2:1: This is not valid YAML/],
    ['aliases', 'x: &a 1\nsteps: *a', /main\.yml:2:8: .*aliases/],
    ['open expressions', 'steps:\n- script: ${{ x', /main\.yml:2:11: A "\$\{\{" is not closed/],
    ['unknown names in expressions', 'steps:\n- script: ${{ env.x }}', /main\.yml:2:11: "env" is not known/],
    ['else without if', 'steps:\n- ${{ else }}:\n  - script: x', /main\.yml:2:3: .*without an/],
    ['reserved variables', 'variables:\n  secretX: 1\nsteps: []', /main\.yml:2:3: .*"secretX"/],
    [
      'parameters without a value',
      'parameters:\n- name: p\nsteps: []',
      /main\.yml:1:1: The parameter "p" has no value/,
    ],
    [
      'values that a parameter does not allow',
      'parameters:\n- {name: p, default: c, values: [a, b]}\nsteps: []',
      /main\.yml:2:22: "c" is not allowed.*a, b/,
    ],
    ['missing templates', 'steps:\n- template: no.yml', /main\.yml:2:13: There is no template file/],
    ['templates outside', 'steps:\n- template: ../x.yml', /main\.yml:2:13: .*outside the repository/],
    ['templates elsewhere', 'steps:\n- template: x.yml@other', /main\.yml:2:13: .*another repository/],
    [
      'parameters that a template lacks',
      { 'main.yml': 'steps:\n- template: t.yml\n  parameters: {b: 1}', 't.yml': 'steps: []' },
      /main\.yml:3:19: The template has no parameter "b"/,
    ],
    [
      'a step in a template, named by the file of the template',
      { 'main.yml': 'steps:\n- template: t.yml', 't.yml': 'steps:\n- foo: 1' },
      /t\.yml:2:3: .*no step/,
    ],
    [
      'a template that includes itself',
      { 'main.yml': 'steps:\n- template: t.yml', 't.yml': 'steps:\n- template: t.yml' },
      /t\.yml:2:13: .*includes itself/,
    ],
    [
      'a step that came in by a parameter, named by the line it was written in',
      'parameters:\n- name: p\n  type: stepList\n  default:\n  - foo: 1\nsteps:\n- ${{ parameters.p }}',
      /main\.yml:5:5: .*no step/,
    ],
  ]
  for (const [what, files, message] of cases) {
    it(what, () => {
      assert.throws(() => load(typeof files === 'string' ? { 'main.yml': files } : files), message)
    })
  }
})
