import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Clock } from '../../../local/agent/clock.ts'
import { runSteps, type RunStepsOptions, type RunStepsOutcome } from '../../support/run-steps.ts'
import { temporaryFolders } from './support/folders.ts'
import { writeTask, type TaskSource } from './support/tasks.ts'

const folder = temporaryFolders()

type Options = Omit<RunStepsOptions, 'home' | 'tasks'> & { sources?: Record<string, TaskSource> }

async function run({ sources = {}, ...options }: Options): Promise<RunStepsOutcome> {
  const home = folder()
  const tasks = join(home, 'tasks')
  for (const [name, source] of Object.entries(sources)) writeTask(tasks, name, source)
  return runSteps({ home, tasks: [tasks], ...options })
}

const say = (text: string): string => `console.log(${JSON.stringify(text)})\n`
const script = (text: string) => ({ task: 'CmdLine@2', inputs: { script: text } })

describe('A task', () => {
  it('is announced as the agent announces it, and its lines are logged', async () => {
    const { log } = await run({ sources: { Hello: { main: say('hi') } }, steps: [{ task: 'Hello@1' }] })
    const ruler = '='.repeat(78)
    assert.deepEqual(log, [
      '##[section]Starting: The Hello',
      ruler,
      'Task         : The Hello',
      'Description  : Does Hello',
      'Version      : 1.2.3',
      'Author       : tests',
      'Help         : ',
      ruler,
      'hi',
      '##[section]Finishing: The Hello',
    ])
  })

  it('gets defaults, aliases, expanded and trimmed values, and rooted paths', async () => {
    const inputs = [
      { name: 'first', type: 'string', defaultValue: ' one ' },
      { name: 'second', type: 'string', aliases: ['other'] },
      { name: 'file', type: 'filePath' },
    ]
    const main = 'const e = process.env; console.log([e.INPUT_FIRST, e.INPUT_SECOND, e.INPUT_FILE].join("|"))'
    const { log } = await run({
      sources: { Inputs: { main, manifest: { inputs } } },
      steps: [{ task: 'Inputs@1', inputs: { Other: ' $(who) ' } }],
      variables: { who: 'you' },
    })
    assert.ok(
      log.some(line => /^one\|you\|.*\/_work\/1\/s$/.test(line)),
      log.join('\n'),
    )
  })

  it('whose process fails is Failed with its exit code', async () => {
    const { result, step } = await run({
      sources: { Bad: { main: 'process.exit(7)' } },
      steps: [{ task: 'Bad@1', name: 'bad' }],
    })
    assert.equal(result, 'Failed')
    assert.match(step('bad').issues[0]?.message ?? '', /^Exit code 7 returned from process: file name/)
  })

  it('may say its result; the worst one counts, and errors that it logs do not', async () => {
    const { step, result } = await run({
      sources: {
        Issue: { main: say('##vso[task.logissue type=error]only said') },
        Some: {
          main:
            say('##vso[task.complete result=SucceededWithIssues;]') +
            say('##vso[task.complete result=Succeeded;]'),
        },
      },
      steps: [
        { task: 'Issue@1', name: 'issue' },
        { task: 'Some@1', name: 'some' },
      ],
    })
    assert.equal(step('issue').result, 'Succeeded')
    assert.equal(step('some').result, 'SucceededWithIssues')
    assert.equal(result, 'SucceededWithIssues')
  })

  it('fails by a result that is misspelt, as task-lib misspells it', async () => {
    const { step } = await run({
      sources: { Wrong: { main: say('##vso[task.complete result=Cancelled;]') } },
      steps: [{ task: 'Wrong@1', name: 'wrong' }],
    })
    assert.equal(step('wrong').result, 'Failed')
  })

  it('fails by an unknown command, and is only warned of an unknown area or a broken one', async () => {
    const { step, log } = await run({
      sources: {
        Event: { main: say('##vso[task.nonsense]x') },
        Area: { main: say('##vso[nonsense.x]y') + say('##vso[broken') },
      },
      steps: [
        { task: 'Event@1', name: 'event' },
        { task: 'Area@1', name: 'area', condition: 'always()' },
      ],
    })
    assert.equal(step('event').result, 'Failed')
    assert.equal(step('area').result, 'Succeeded')
    assert.deepEqual(
      step('area').issues.map(issue => issue.type),
      ['warning', 'warning'],
    )
    assert.ok(log.includes('##vso[broken'))
  })

  it('shows debug lines only when system.debug says so', async () => {
    const sources = { Talk: { main: say('##vso[task.debug]deep') + say('##vso[task.setprogress value=3]x') } }
    const quiet = await run({ sources, steps: [{ task: 'Talk@1' }] })
    const loud = await run({ sources, steps: [{ task: 'Talk@1' }], variables: { 'System.Debug': 'true' } })
    assert.ok(!quiet.log.some(line => line.includes('##[debug]')))
    assert.ok(loud.log.includes('##[debug]deep'))
    assert.ok(loud.log.includes('##[debug]Processed: ##vso[task.setprogress value=3]x'))
  })
})

describe('Variables that a task sets', () => {
  it('reach later steps; outputs only under the name of the step', async () => {
    const main =
      say('##vso[task.setvariable variable=plain]p') +
      say('##vso[task.setvariable variable=out;isOutput=true]o') +
      say('##vso[task.setvariable variable=declared]d')
    const { log, outputs } = await run({
      sources: { Set: { main, manifest: { outputVariables: [{ name: 'declared' }] } } },
      steps: [{ task: 'Set@1', name: 's' }, script('echo "$(plain)|$PLAIN|$(out)|$(s.out)|$S_DECLARED"')],
    })
    assert.ok(
      log.includes('p|p|$(out)|o|d') || log.some(line => line.startsWith('p|p|') && line.endsWith('|o|d')),
    )
    assert.deepEqual([...outputs.keys()], ['s.out', 's.declared'])
  })

  it('are masked when secret, and reach scripts only when mapped', async () => {
    const { log } = await run({
      sources: { Set: { main: say('##vso[task.setvariable variable=key;isSecret=true]hunter2') } },
      steps: [
        { task: 'Set@1' },
        { ...script('echo "plain:$KEY mapped:${#MAPPED}"; echo "$MAPPED"'), env: { MAPPED: '$(key)' } },
      ],
    })
    assert.ok(log.includes('plain: mapped:7'))
    assert.ok(log.includes('***'))
    assert.ok(!log.join('\n').includes('hunter2'))
  })

  it('must not be read-only ones, nor secrets of several lines', async () => {
    const { step } = await run({
      sources: {
        System: { main: say('##vso[task.setvariable variable=Build.BuildId]9') },
        Lines: { main: say('##vso[task.setvariable variable=k;isSecret=true]a%0Ab') },
      },
      steps: [
        { task: 'System@1', name: 'system' },
        { task: 'Lines@1', name: 'lines', condition: 'always()' },
      ],
    })
    assert.equal(step('system').result, 'Failed')
    assert.match(step('lines').issues[1]?.message ?? '', /Secrets cannot contain multiple lines/)
  })

  it('stay unset where the task restricts itself; other commands are dropped with a warning', async () => {
    const main =
      say('##vso[task.setvariable variable=OK_ONE]1') +
      say('##vso[task.setvariable variable=other]2') +
      say('##vso[task.prependpath]/x') +
      say('##vso[task.uploadsummary]/x.md')
    const restrictions = { commands: { mode: 'restricted' }, settableVariables: { allowed: ['ok_*'] } }
    const { step, log } = await run({
      sources: { Careful: { main, manifest: { restrictions } } },
      steps: [{ task: 'Careful@1', name: 'careful' }, script('echo "<$(OK_ONE)><${OTHER-unset}>"')],
    })
    assert.equal(step('careful').result, 'Succeeded')
    assert.ok(log.includes('<1><unset>'))
    assert.equal(step('careful').issues.length, 3)
    assert.match(
      step('careful').issues[2]?.message ?? '',
      /task\.uploadsummary\] is not allowed in this step/,
    )
  })
})

describe('Before and after the steps', () => {
  it('pre-job parts run in order and post-job parts in reverse, with the variables of their own step', async () => {
    const sources = (name: string): TaskSource => ({
      pre: say(`##vso[task.settaskvariable variable=state]${name}`),
      main: `console.log('main ${name} ' + process.env.VSTS_TASKVARIABLE_STATE)`,
      post: `console.log('post ${name} ' + process.env.VSTS_TASKVARIABLE_STATE)`,
    })
    const { log } = await run({
      sources: { One: sources('one'), Two: sources('two') },
      steps: [{ task: 'One@1' }, { task: 'Two@1' }],
    })
    const said = log.filter(line => /^(main|post) |Starting/.test(line))
    assert.deepEqual(said, [
      '##[section]Starting: Pre-job: The One',
      '##[section]Starting: Pre-job: The Two',
      '##[section]Starting: The One',
      'main one one',
      '##[section]Starting: The Two',
      'main two two',
      '##[section]Starting: Post-job: The Two',
      'post two two',
      '##[section]Starting: Post-job: The One',
      'post one one',
    ])
  })

  it('post-job parts run after a failure too', async () => {
    const { log, result } = await run({
      sources: { Bad: { main: 'process.exit(1)', post: say('cleaned up') } },
      steps: [{ task: 'Bad@1' }],
    })
    assert.equal(result, 'Failed')
    assert.ok(log.includes('cleaned up'))
  })
})

describe('After a failure', () => {
  it('later steps are skipped with the trace of their condition, unless it holds', async () => {
    const { log, step } = await run({
      steps: [
        { ...script('exit 3'), name: 'bad' },
        { ...script('echo not'), name: 'skipped' },
        { ...script('echo failed $(Agent.JobStatus)'), name: 'failed', condition: 'failed()' },
        { ...script('echo always'), name: 'always', condition: 'always()' },
      ],
    })
    assert.equal(step('skipped').result, 'Skipped')
    assert.ok(log.includes('Skipping step due to condition evaluation.'))
    assert.ok(log.includes('Evaluating: succeeded()'))
    assert.ok(log.includes('failed Failed'))
    assert.ok(log.includes('always'))
    assert.deepEqual(step('bad').issues[0]?.message, "Bash exited with code '3'.")
  })

  it('a step that may fail becomes one with issues', async () => {
    const { result, step } = await run({
      steps: [
        { ...script('exit 1'), name: 'soft', continueOnError: true },
        { ...script('echo on'), name: 'next' },
      ],
    })
    assert.deepEqual(
      [step('soft').result, step('next').result, result],
      ['SucceededWithIssues', 'Succeeded', 'SucceededWithIssues'],
    )
  })

  it('a condition that cannot be read fails its step', async () => {
    const { step } = await run({ steps: [{ ...script('echo'), name: 's', condition: 'nonsense(' }] })
    assert.equal(step('s').result, 'Failed')
  })

  it('a step is tried again after 1, 4 and 9 seconds, with the same inputs', async () => {
    const waits: number[] = []
    const clock: Clock = { now: () => new Date(), wait: async ms => void waits.push(ms) }
    const main = `
const { appendFileSync, readFileSync } = require('node:fs')
const file = process.env.AGENT_BUILDDIRECTORY + '/tries'
appendFileSync(file, 'x')
if (readFileSync(file, 'utf8').length < 4) console.log('##vso[task.complete result=Failed;]')`
    const { step, result, log } = await run({
      sources: { Flaky: { main } },
      steps: [{ task: 'Flaky@1', name: 'flaky', retryCountOnTaskFailure: 5 }],
      clock,
    })
    assert.deepEqual(waits, [1000, 4000, 9000])
    assert.equal(step('flaky').attempts, 4)
    assert.equal(result, 'Succeeded')
    assert.ok(
      log.includes(
        '##[warning]RetryHelper encountered task failure, will retry (attempt #: 1 out of 5) after 1000 ms',
      ),
    )
  })
})

describe('A classic release', () => {
  it('has no sources folder: paths are rooted where its artifacts lie, and build commands are refused', async () => {
    const main =
      'const e = process.env; console.log([e.BUILD_SOURCESDIRECTORY, e.INPUT_FILE, e.SYSTEM_HOSTTYPE].join("|"))'
    const { log, step } = await run({
      hostType: 'release',
      sources: {
        Paths: { main, manifest: { inputs: [{ name: 'file', type: 'filePath' }] } },
        Tag: { main: say('##vso[build.addbuildtag]x') },
      },
      steps: [
        { task: 'Paths@1', inputs: { file: 'drop/x' } },
        { task: 'Tag@1', name: 'tag' },
      ],
    })
    assert.ok(
      log.some(line => /^\|.*\/_work\/r1\/a\/drop\/x\|release$/.test(line)),
      log.join('\n'),
    )
    assert.equal(step('tag').result, 'Failed')
  })
})

describe('A release with artifacts', () => {
  it('finds them below its working directory under their alias', async () => {
    const source = folder()
    writeFileSync(join(source, 'model.json'), 'from the build')
    const { log, result } = await run({
      hostType: 'release',
      releaseArtifacts: { chd: source },
      steps: [
        script(
          'cat chd/model.json; echo; echo "$(Release.PrimaryArtifactSourceAlias) $(Release.Artifacts.chd.BuildNumber)"',
        ),
      ],
    })
    assert.equal(result, 'Succeeded')
    assert.ok(log.includes('from the build'))
    assert.ok(log.includes('chd 1'))
  })
})

describe('Artifacts', () => {
  it('are published once, downloaded into a folder of their name, and found by pattern', async () => {
    const { log, artifacts, step } = await run({
      steps: [
        script('mkdir out; echo 1 > out/a.txt; echo 2 > out/b.md'),
        { task: 'PublishPipelineArtifact@1', inputs: { path: 'out', artifact: 'drop' } },
        { task: 'DownloadPipelineArtifact@2', inputs: { artifact: 'drop', patterns: '**/*.md' } },
        script('ls $(Pipeline.Workspace)/drop'),
        { task: 'PublishPipelineArtifact@1', name: 'again', inputs: { path: 'out', artifact: 'drop' } },
      ],
    })
    assert.deepEqual(
      log.filter(line => /^[ab]\.\w+$/.test(line)),
      ['b.md'],
    )
    assert.ok(existsSync(join(artifacts.path('drop'), 'a.txt')))
    assert.match(step('again').issues[0]?.message ?? '', /already exists/)
  })

  it('never leave their store, whatever they are called', async () => {
    const { step, artifacts } = await run({
      sources: { Up: { main: say('##vso[artifact.upload artifactname=../../up;]/etc/hostname') } },
      steps: [{ task: 'Up@1', name: 'up' }],
    })
    assert.equal(step('up').result, 'Failed')
    assert.deepEqual(artifacts.names(), [])
  })
})
