import assert from 'node:assert/strict'

import { runSteps, type RunStepsOptions, type RunStepsOutcome } from '../../support/run-steps.ts'
import { temporaryFolders } from './support/folders.ts'

const folder = temporaryFolders()

const run = ({ steps }: Pick<RunStepsOptions, 'steps'>): Promise<RunStepsOutcome> =>
  runSteps({ home: folder(), tasks: [], steps })

const script = (text: string) => ({ task: 'CmdLine@2', inputs: { script: text } })

describe('CopyFiles', () => {
  it('copies what matches its patterns, without what they take away', async () => {
    const { log } = await run({
      steps: [
        script('mkdir -p a/b; touch a/x.ts a/b/y.ts a/b/z.js'),
        {
          task: 'CopyFiles@2',
          inputs: {
            SourceFolder: 'a',
            Contents: '**/*.ts\n!**/x.*',
            TargetFolder: '$(Build.ArtifactStagingDirectory)',
          },
        },
        script('cd $(Build.ArtifactStagingDirectory); find . -type f'),
      ],
    })
    assert.deepEqual(
      log.filter(line => line.startsWith('./')),
      ['./b/y.ts'],
    )
  })
})

describe('PublishTestResults', () => {
  const junit =
    '<testsuites><testsuite name="s"><testcase name="status &amp; class"/><testcase name="late"><skipped/></testcase>' +
    '<testsuite name="inner"><testcase name="latency"><failure message="p99 is 900 ms"/></testcase></testsuite></testsuite></testsuites>'

  const publish = (file: string, inputs: Record<string, string> = {}) =>
    run({
      steps: [
        script(`mkdir -p results; printf '%s' '${junit}' > results/score.xml; echo '{}' > results/other.xml`),
        { task: 'PublishTestResults@2', inputs: { testResultsFiles: file, ...inputs } },
      ],
    })

  it('tells in the log what the test tab would show, of nested suites too', async () => {
    for (const file of [
      'results/score.xml',
      '**/sco*.xml',
      '$(System.DefaultWorkingDirectory)/results/score.xml',
    ]) {
      const { log, result } = await publish(file)
      assert.equal(result, 'Succeeded', log.join('\n'))
      assert.ok(log.includes('Failed: latency: p99 is 900 ms'), log.join('\n'))
      assert.ok(log.includes('3 tests: 1 passed, 1 failed, 1 skipped.'), log.join('\n'))
    }
  })

  it('fails where failed tests shall fail it, and where a file is none of JUnit', async () => {
    assert.equal((await publish('results/score.xml', { failTaskOnFailedTests: 'true' })).result, 'Failed')
    const { log, result } = await publish('results/other.xml')
    assert.equal(result, 'Failed')
    assert.match(log.join('\n'), /other\.xml is no JUnit file/)
  })

  it('warns of files that are not there, and fails where they must be', async () => {
    const { log, result } = await publish('nothing.xml')
    assert.match(log.join('\n'), /No test result files matching 'nothing\.xml'/)
    assert.equal(result, 'Succeeded')
    assert.equal((await publish('nothing.xml', { failTaskOnMissingResultsFile: 'true' })).result, 'Failed')
  })
})
