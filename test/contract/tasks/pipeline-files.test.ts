import assert from 'node:assert/strict'
import { jobBody } from '../../../tasks/common/machinelearning/job/job-body.ts'
import { submitJob } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { Resolver } from '../../../tasks/common/machinelearning/job/resolver.ts'
import { followJob } from '../../../tasks/common/machinelearning/run/follow/follow-job.ts'
import { readJobFile } from '../../../tasks/common/specification/read-job-file.ts'
import { folderPerTest } from '../../support/folder.ts'
import { loggingModule } from '../azure-ml/logging-by-rest.ts'
import { startWorkspace, type WorkspaceUnderTest } from '../azure-ml/workspace.ts'
import { libraryOver, type LibraryOverAzure } from './library-over-azure.ts'

const NO_LIMITS = { queueTimeoutInMinutes: undefined, runTimeoutInMinutes: undefined }

const JOB = `
type: pipeline
inputs:
  table: {type: uri_file, path: table.csv}
  greeting: good-day
jobs:
  count:
    command: wc -l < \${{inputs.table}} > \${{outputs.counted}}/lines
    environment: ENVIRONMENT
    inputs: {table: "\${{parent.inputs.table}}"}
    outputs: {counted: }
  report:
    component: inner.yml
    inputs: {folder: "\${{parent.jobs.count.outputs.counted}}", greeting: "\${{parent.inputs.greeting}}"}
  tune:
    type: sweep
    trial: trial.yml
    inputs: {base: 4}
    search_space: {depth: {type: choice, values: [1, 3]}}
    sampling_algorithm: grid
    objective: {goal: maximize, primary_metric: auc}
    limits: {max_total_trials: 2, max_concurrent_trials: 1}
`

const FILES = {
  'table.csv': 'a\nb\nc\n',
  'inner.yml': `
type: pipeline
inputs: {folder: {type: uri_folder}, greeting: {type: string}}
jobs:
  tell:
    component: tell.yml
    inputs: {folder: "\${{parent.inputs.folder}}", greeting: "\${{parent.inputs.greeting}}"}
  hush:
    component: tell.yml
    inputs: {folder: "\${{parent.inputs.folder}}", times: 2}
`,
  'tell.yml': `
type: command
inputs:
  folder: {type: uri_folder}
  greeting: {type: string, optional: true}
  times: {type: integer, default: 1}
code: src
command: sh tell.sh \${{inputs.folder}} \${{inputs.times}} $[[\${{inputs.greeting}}]]
environment: ENVIRONMENT
`,
  'src/tell.sh': 'echo "$(cat $1/lines) lines, $2 times $3"\n',
  'trial.yml': `
type: command
inputs: {depth: {type: integer}, base: {type: integer}}
code: trial
command: python trial.py \${{inputs.depth}} \${{inputs.base}}
environment: ENVIRONMENT
`,
  'trial/logging_by_rest.py': loggingModule,
  'trial/trial.py': `
import sys
from logging_by_rest import log
print('tries', sys.argv[1], 'over', sys.argv[2], flush=True)
log('auc', float(sys.argv[1]) / float(sys.argv[2]))
`,
}

describe('A pipeline of component files, a pipeline within it and a sweep, that local Azure really runs', function () {
  this.timeout(180_000)
  const folder = folderPerTest()
  let azure: WorkspaceUnderTest
  let library: LibraryOverAzure
  let environment: string

  before(async () => {
    azure = await startWorkspace()
    environment = `azureml:${await azure.plainEnvironment()}`
  })
  after(() => azure.close())

  const submit = async (name: string, job: string): Promise<void> => {
    library = await libraryOver(azure.azure.description)
    const files = Object.entries({ ...FILES, 'job.yml': job })
    folder().write(
      Object.fromEntries(files.map(([file, text]) => [file, text.replaceAll('ENVIRONMENT', environment)])),
    )
    const body = await jobBody(readJobFile(folder().at('job.yml')), new Resolver(library.workspace))
    await followJob(library.workspace, await submitJob(library.workspace, name, body), NO_LIMITS)
  }

  it('runs to its end, values and defaults handed down, and uploads nothing the second time', async () => {
    await submit('first', JOB)
    const { lines, text } = library.host.log
    for (const said of ['3 lines, 1 times good-day', '3 lines, 2 times', 'tries 1 over 4', 'tries 3 over 4'])
      assert.ok(
        lines.some(line => line.trim().endsWith(said)),
        `${said} in\n${text}`,
      )
    await submit('second', JOB)
    const again = library.host.log.lines.filter(line => /upload|register/i.test(line))
    assert.deepEqual(
      again.filter(line => !/already|nothing uploaded/.test(line)),
      [],
      again.join('\n'),
    )
  })
})
