import assert from 'node:assert/strict'
import type { JobFacts } from '../../../tasks/common/machinelearning/job/jobs.ts'
import { metricsVariable } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/results/metrics-variable.ts'
import {
  checkModelPath,
  modelUri,
  uriOfModel,
} from '../../../tasks/MLOpsTrain/MLOpsTrainV1/results/model-uri.ts'
import type { CompletedJob } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/run/follow-to-ends.ts'
import type { ModelInputs } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/results/result-inputs.ts'

describe("the output variable 'metrics'", () => {
  it('holds all metrics as one JSON object', () => {
    const { text, left } = metricsVariable({ roc_auc: 0.7, accuracy: 0.85 })
    assert.deepEqual([JSON.parse(text), left], [{ roc_auc: 0.7, accuracy: 0.85 }, 0])
  })

  it('is at most 8 KiB, counts what it leaves out, and stays JSON', () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`metric_${i}`, i / 7]))
    const { text, left } = metricsVariable(many)
    assert.ok(Buffer.byteLength(text) <= 8192)
    assert.equal(Object.keys(JSON.parse(text) as object).length, 2000 - left)
    assert.ok(left > 0)
  })

  it('counts bytes, not letters', () => {
    const { text } = metricsVariable(
      Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`精度${i}`, i])),
    )
    assert.ok(Buffer.byteLength(text) <= 8192)
  })

  it('stays JSON for values that JSON has no number for', () => {
    const { text } = metricsVariable({ loss: Number.NaN, best: -Infinity })
    assert.deepEqual(JSON.parse(text), { loss: 'NaN', best: '-Infinity' })
  })

  it('is an empty object without metrics', () => {
    assert.deepEqual(metricsVariable({}), { text: '{}', left: 0 })
  })
})

describe('where the model of a job lies', () => {
  const factsWith = (outputs: readonly string[], isPipeline = false): JobFacts => ({ outputs, isPipeline })
  const model = (path?: string): ModelInputs => ({
    name: 'm',
    path,
    type: 'custom_model',
    description: undefined,
  })

  const found: [path: string | undefined, outputs: string[], uri: string][] = [
    [undefined, ['model'], 'azureml://jobs/j/outputs/model/paths/'],
    ['model', ['model', 'plots'], 'azureml://jobs/j/outputs/model/paths/'],
    ['model/best/forest.pkl', ['model'], 'azureml://jobs/j/outputs/model/paths/best/forest.pkl'],
    ['model/', ['model'], 'azureml://jobs/j/outputs/model/paths/'],
    ['outputs/model', ['plots'], 'azureml://jobs/j/outputs/artifacts/paths/outputs/model'],
    ['./outputs/model.pkl', [], 'azureml://jobs/j/outputs/artifacts/paths/outputs/model.pkl'],
    ['artifacts/model', [], 'azureml://jobs/j/outputs/artifacts/paths/model'],
    ['outputs/model', ['outputs'], 'azureml://jobs/j/outputs/outputs/paths/model'],
  ]
  for (const [path, outputs, uri] of found) {
    it(`${path ?? 'no path'} among ${outputs.join(', ') || 'none'}: ${uri}`, () => {
      checkModelPath(model(path), factsWith(outputs))
      assert.equal(modelUri(model(path), factsWith(outputs), 'j'), uri)
    })
  }

  const completed = (jobType: string, properties: Record<string, string> = {}): CompletedJob => ({
    job: { name: 'j', properties: { jobType, status: 'Completed', outputs: { model: {} } } },
    finished: {
      name: 'j',
      status: 'Completed',
      details: { runId: 'j', status: 'Completed', properties },
      parts: [],
      usage: [],
    },
  })

  it('is with the best trial of a sweep, and with every other job itself', () => {
    const swept = completed('Sweep', { best_child_run_id: 'j_7' })
    assert.equal(uriOfModel(model(), swept), 'azureml://jobs/j_7/outputs/model/paths/')
    assert.equal(uriOfModel(model(), completed('Command')), 'azureml://jobs/j/outputs/model/paths/')
  })

  it('6.2 is nowhere where no trial was the best, and that is said with the reason', () => {
    assert.throws(() => uriOfModel(model(), completed('Sweep')), {
      message: /^The sweep j names no best trial/,
      remedy: /objective\.primary_metric/,
    })
  })

  for (const uri of ['runs:/j/model', 'azureml://datastores/d/paths/p']) {
    it(`is ${uri} where that is what the input says, whatever the job`, () => {
      checkModelPath(model(uri), factsWith([]))
      assert.equal(uriOfModel(model(uri), completed('Sweep')), uri)
    })
  }

  const refused: [path: string | undefined, facts: JobFacts, problem: RegExp][] = [
    ['modle', factsWith(['model']), /the job has no output "modle"; its outputs are model\. .*outputs\//],
    [
      undefined,
      factsWith(['model', 'plots']),
      /name the output that holds the model; the job's outputs are model, plots\./,
    ],
    [undefined, factsWith([]), /the job's outputs are none\./],
    ['outputs/model', factsWith(['model'], true), /a pipeline job has none of its own; .*: model\./],
  ]
  for (const [path, facts, problem] of refused) {
    it(`6.1 ${path ?? 'no path'} among ${facts.outputs.join(', ') || 'none'} is a bad input`, () => {
      assert.throws(
        () => checkModelPath(model(path), facts),
        (error: { problems?: readonly string[] }) => problem.test(error.problems?.[0] ?? ''),
      )
    })
  }
})
