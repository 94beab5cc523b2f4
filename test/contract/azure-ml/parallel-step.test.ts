import assert from 'node:assert/strict'
import { type Pipelines, literal, pipelinesOf } from './pipelines.ts'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const entry = `
import argparse, os
parser = argparse.ArgumentParser()
parser.add_argument('--prefix')
def init():
    global prefix
    prefix = parser.parse_known_args()[0].prefix
def run(mini_batch):
    texts = [open(path).read() for path in mini_batch]
    if 'bad' in texts: raise ValueError('a bad file')
    return [f'{prefix} {text} of {len(mini_batch)}' for text in texts]
`

describe('A parallel step in local Azure', function () {
  this.timeout(120_000)
  let workspace: WorkspaceUnderTest
  let environment: string
  let pipelines: Pipelines

  before(async () => {
    workspace = await startWorkspace()
    environment = `azureml:${await workspace.plainEnvironment()}`
    pipelines = await pipelinesOf(workspace, environment)
  })
  after(() => workspace.close())

  const parallel = async (name: string, spec: Json = {}) => {
    const codeId = await workspace.upload({ 'score.py': entry })
    return pipelines.component(name, {
      type: 'parallel',
      inputs: { files: { type: 'uri_folder' }, prefix: { type: 'string' } },
      outputs: { rows: { type: 'uri_file' } },
      task: {
        type: 'run_function',
        code: `azureml:${codeId}`,
        environment,
        entry_script: 'score.py',
        program_arguments: '--prefix ${{inputs.prefix}}',
        append_row_to: '${{outputs.rows}}',
      },
      input_data: '${{inputs.files}}',
      mini_batch_size: '2',
      ...spec,
    })
  }
  const put = async (folder: string, texts: string[]) => {
    const { blobs, settings } = workspace.azure.world
    const container = `azureml-blobstore-${settings.workspaceId}`
    for (const [index, text] of texts.entries()) await blobs.put(container, `${folder}/${index}.txt`, text)
    return { job_input_type: 'uri_folder', uri: `azureml://datastores/workspaceblobstore/paths/${folder}/` }
  }

  it('runs the entry script over mini-batches of files and gathers its rows', async () => {
    const componentId = await parallel('scores')
    const shows = await pipelines.component('shows-rows', {
      command: 'cat ${{inputs.rows}}',
      inputs: { rows: { type: 'uri_file' } },
    })
    const files = await put('parallel/good', ['a', 'b', 'c'])
    await pipelines.run('parallel', {
      jobs: {
        score: {
          type: 'parallel',
          componentId,
          max_concurrency_per_instance: 2,
          inputs: { files, prefix: literal('row') },
        },
        show: {
          type: 'command',
          componentId: shows,
          inputs: { rows: literal('${{parent.jobs.score.outputs.rows}}') },
        },
      },
    })
    const show = (await pipelines.children('parallel')).find(step => step['displayName'] === 'show')
    assert.equal(await workspace.readLog(String(show?.runId)), 'row a of 2\nrow b of 2\nrow c of 1\n')
  })

  it('fails when more items fail than may, after the retries', async () => {
    const componentId = await parallel('strict', { error_threshold: 1, retry_settings: { max_retries: 1 } })
    const files = await put('parallel/bad', ['bad', 'b', 'c'])
    await pipelines.submit('parallel-bad', {
      jobs: { score: { type: 'parallel', componentId, inputs: { files, prefix: literal('x') } } },
    })
    await workspace.waitFor('parallel-bad', 'Failed')
    const [step] = await pipelines.children('parallel-bad')
    const log = await workspace.readLog(String(step?.runId))
    assert.match(log, /try 2 of 2\..*2 items failed, more than the error threshold of 1/s)
  })

  it('answers 501 for tables, which need the reader of the service', async () => {
    const componentId = await parallel('tables', {
      inputs: { files: { type: 'mltable' }, prefix: { type: 'string' } },
    })
    const answer = await pipelines.submit('wrong', { jobs: { score: { type: 'parallel', componentId } } })
    assert.equal(answer.status, 501)
    assert.match(answer.text, /parallel nodes over tables or partitions \(node 'score'\)/)
  })
})
