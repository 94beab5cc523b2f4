import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { runPipeline } from '../../../local/agent/run/run-pipeline.ts'
import type { RunOptions } from '../../../local/agent/run/options.ts'
import type { RunState } from '../../../local/agent/run/state.ts'
import { summarize } from '../../../local/agent/run/summary.ts'
import { temporaryFolders } from './support/folders.ts'

const folder = temporaryFolders()

const noAzure: RunOptions['azure'] = {
  findOrStart: () => Promise.reject(new Error('this pipeline needs no Azure')),
  stop: () => Promise.resolve(),
}

interface Place {
  root: string
  run: (options?: Partial<RunOptions>) => Promise<{ state: RunState; log: string }>
  write: (text: string) => void
}

/** A repository with one pipeline file, and a state of its own. */
function place(text: string): Place {
  const root = folder()
  const file = join(root, 'pipeline.yml')
  writeFileSync(file, text)
  return {
    root,
    write: changed => writeFileSync(file, changed),
    run: async options => {
      const outputDirectory = join(root, 'out')
      const state = await runPipeline({
        file,
        stateDirectory: join(root, 'state'),
        tasks: [],
        azure: noAzure,
        outputDirectory,
        ...options,
      })
      return { state, log: readFileSync(join(outputDirectory, 'log.txt'), 'utf8') }
    },
  }
}

const results = (state: RunState): string[] =>
  summarize(state).stages.flatMap(stage => [
    `${stage.name}: ${stage.result}`,
    ...stage.jobs.map(job => `${stage.name}/${job.name}: ${job.result}`),
  ])

describe('A pipeline', () => {
  it('hands outputs from job to job and from stage to stage, also to conditions', async () => {
    const { run } = place(`
stages:
- stage: one
  jobs:
  - job: a
    steps:
    - checkout: none
    - bash: echo "##vso[task.setvariable variable=v;isOutput=true]from a"
      name: s
  - job: b
    dependsOn: a
    condition: eq(dependencies.a.outputs['s.v'], 'from a')
    variables: {got: "$[ dependencies.a.outputs['s.v'] ]"}
    steps:
    - checkout: none
    - script: echo "b got $(got)"
- stage: two
  condition: and(succeeded(), eq(dependencies.one.outputs['a.s.v'], 'from a'))
  variables: {far: "$[ stageDependencies.one.a.outputs['s.v'] ]"}
  jobs:
  - deployment: d
    environment: prod
    strategy: {runOnce: {deploy: {steps: [{bash: 'echo "##vso[task.setvariable variable=w;isOutput=true]$(far)!"', name: t}]}}}
  - job: e
    dependsOn: d
    variables: {got: "$[ dependencies.d.outputs['d.t.w'] ]"}
    steps:
    - checkout: none
    - script: echo "e got $(got) in $(System.JobIdentifier)"
`)
    const { state, log } = await run()
    assert.equal(state.result, 'Succeeded', log)
    assert.match(log, /b got from a/)
    assert.match(log, /e got from a! in two\.e\.__default/)
  })

  it('runs each leg of a matrix with its variables', async () => {
    const { run } = place(`
jobs:
- job: m
  strategy:
    matrix:
      red: {colour: red}
      blue: {colour: blue}
  steps:
  - checkout: none
  - script: echo "$(colour) $(System.JobIdentifier) $(System.JobPositionInPhase)/$(System.TotalJobsInPhase)"
`)
    const { state, log } = await run()
    assert.deepEqual(results(state), [
      '__default: Succeeded',
      '__default/m red: Succeeded',
      '__default/m blue: Succeeded',
    ])
    assert.match(log, /red m\.red 1\/2/)
    assert.match(log, /blue m\.blue 2\/2/)
  })

  it('skips what depends on a failure, runs what asks for one, and fails', async () => {
    const { run } = place(`
stages:
- stage: bad
  jobs: [{job: j, steps: [{checkout: none}, {script: exit 1}]}]
- stage: after
  jobs: [{job: j, steps: [{checkout: none}, {script: echo}]}]
- stage: rescue
  dependsOn: bad
  condition: failed()
  jobs: [{job: j, steps: [{checkout: none}, {script: echo}]}]
`)
    const { state } = await run()
    assert.equal(state.result, 'Failed')
    assert.deepEqual(
      results(state).filter(text => !text.includes('/')),
      ['bad: Failed', 'after: Skipped', 'rescue: Succeeded'],
    )
  })

  it('gives builds ids and numbers that grow, and leaves what its users need in its folder', async () => {
    const here = place(
      "name: $(Date:yyyyMMdd)-$(who)$(Rev:.rr)\nvariables: {who: me}\nsteps:\n- script: echo 'for $(who)'\n  name: say",
    )
    const first = await here.run()
    const second = await here.run({ variables: new Map([['who', 'a=b; #c']]) })
    assert.match(first.state.build.number, /^\d{8}-me\.01$/)
    assert.match((await here.run()).state.build.number, /-me\.02$/)
    assert.equal(second.state.build.id, first.state.build.id + 1)
    assert.match(second.log, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z for a=b; #c$/m)
    const summary = JSON.parse(readFileSync(join(here.root, 'out', 'summary.json'), 'utf8')) as ReturnType<
      typeof summarize
    >
    assert.deepEqual(Object.keys(summary), ['result', 'stages'])
    assert.deepEqual(Object.keys(summary.stages[0]!.jobs[0]!.steps[0]!), [
      'name',
      'task',
      'result',
      'seconds',
      'attempts',
      'outputs',
    ])
    assert.ok(existsSync(join(here.root, 'out', 'logs', '__default.Job', '02-say.log')))
  })

  it('checks out the working tree with its changes and without what is ignored, and leaves the source alone', async () => {
    const here = place('steps:\n- script: ls -A; cat kept new; echo x > kept')
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: here.root, encoding: 'utf8' })
    writeFileSync(join(here.root, '.gitignore'), 'ignored\nstate\nout\n')
    for (const name of ['kept', 'gone', 'ignored']) writeFileSync(join(here.root, name), name)
    git('init', '-q')
    git('add', '.')
    git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-qm', 'first')
    writeFileSync(join(here.root, 'kept'), 'changed\n')
    writeFileSync(join(here.root, 'new'), 'new\n')
    git('rm', '-q', '--force', 'gone')
    const before = git('status', '--porcelain')
    const { state, log } = await here.run()
    assert.equal(state.result, 'Succeeded', log)
    assert.match(log, /changed/)
    assert.match(log, /Z new$/m)
    assert.ok(!/Z (gone|ignored|\.git)$/m.test(log), log)
    assert.equal(git('status', '--porcelain'), before)
    assert.equal(state.build.sourceVersion, git('rev-parse', 'HEAD').trim())
  })

  it('does not write secrets into its log, its summary or its state', async () => {
    const { run, root } = place(`
steps:
- checkout: none
- bash: |
    echo "##vso[task.setvariable variable=key;isSecret=true;isOutput=true]s3cr3t-value"
    echo "##vso[task.setvariable variable=copy;isOutput=true]has s3cr3t-value inside"
  name: s
- script: echo $(s.key)
`)
    const { state } = await run()
    assert.equal(state.result, 'Succeeded')
    const written = [join(root, 'out'), join(root, 'state', 'agent', 'runs')].flatMap(top =>
      readdirSync(top, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name)),
    )
    const found = written.filter(path => readFileSync(path, 'utf8').includes('s3cr3t-value'))
    assert.ok(written.length > 3)
    assert.deepEqual(found, [])
    assert.deepEqual(summarize(state).stages[0]!.jobs[0]!.steps[0]!.outputs, {
      key: '***',
      copy: 'has *** inside',
    })
  }).timeout(10_000)
})

describe('Before a pipeline runs', () => {
  it('every unknown task, unknown input and missing input is named with its line', async () => {
    const { run } = place(`
steps:
- task: Nope@1
- task: CopyFiles@2
  inputs:
    Contentz: x
`)
    await assert.rejects(run(), error => {
      assert.ok(error instanceof Error)
      const lines = error.message.split('\n')
      assert.match(lines[0] ?? '', /pipeline\.yml:3:9: There is no task "Nope@1"\. Known tasks: .*CmdLine@2/)
      assert.match(lines[1] ?? '', /pipeline\.yml:6:5: The task CopyFiles@2 has no input "Contentz"/)
      assert.match(lines[2] ?? '', /pipeline\.yml:4:9: The task CopyFiles@2 needs the input "TargetFolder"/)
      return true
    })
  })

  it('no build number is used up by a file that cannot be run', async () => {
    const here = place('steps: [{nonsense: 1}]')
    await assert.rejects(here.run())
    here.write('steps:\n- script: echo')
    assert.equal((await here.run()).state.build.id, 1)
  })
})

describe('Cancelling a run', () => {
  it('ends in order: what cleans up runs, the rest does not', async () => {
    const { run } = place(`
stages:
- stage: one
  jobs:
  - job: j
    steps:
    - checkout: none
    - bash: 'trap "exit 0" INT; echo rea""dy; while true; do sleep 0.05; done'
    - script: echo cleaning
      condition: always()
- stage: two
  jobs: [{job: j, steps: [{checkout: none}, {script: echo two}]}]
- stage: tidy
  condition: always()
  jobs: [{job: j, steps: [{checkout: none}, {script: echo tidy}]}]
`)
    const controller = new AbortController()
    const { state, log } = await run({
      cancel: controller.signal,
      ladder: { interrupt: 300, terminate: 300, streams: 300 },
      listener: {
        line: line => {
          if (line === 'ready') controller.abort()
        },
      },
    })
    assert.equal(state.result, 'Canceled')
    assert.deepEqual(
      results(state).filter(text => !text.includes('/')),
      ['one: Canceled', 'two: Canceled', 'tidy: Succeeded'],
    )
    assert.match(log, /Z cleaning$/m)
  })
})
