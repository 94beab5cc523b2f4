import assert from 'node:assert/strict'
import { readJobSpec } from '../../../tasks/common/specification/read-job-file.ts'
import { YamlFile } from '../../../tasks/common/specification/yaml-file.ts'
import type { JobSpec } from '../../../tasks/common/specification/job-spec.ts'
import type { ModelInputs } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/inputs.ts'
import { metricsVariable } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/metrics-variable.ts'
import { checkModelPath, modelUri } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/model-uri.ts'

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

  it('is an empty object without metrics', () => {
    assert.deepEqual(metricsVariable({}), { text: '{}', left: 0 })
  })
})

describe('where the model of a job lies', () => {
  const specWith = (outputs: string): JobSpec =>
    readJobSpec(new YamlFile('/job.yml', `command: x\nenvironment: azureml:e:1\noutputs: ${outputs}`))
  const model = (path?: string): ModelInputs => ({
    name: 'm',
    path,
    type: 'custom_model',
    description: undefined,
  })

  const found: [path: string | undefined, outputs: string, uri: string][] = [
    [undefined, '{model: {}}', 'azureml://jobs/j/outputs/model/paths/'],
    ['model', '{model: {}, plots: {}}', 'azureml://jobs/j/outputs/model/paths/'],
    ['model/best/forest.pkl', '{model: {}}', 'azureml://jobs/j/outputs/model/paths/best/forest.pkl'],
    ['model/', '{model: {}}', 'azureml://jobs/j/outputs/model/paths/'],
    ['runs:/j/model', '{}', 'runs:/j/model'],
    ['azureml://datastores/d/paths/p', '{}', 'azureml://datastores/d/paths/p'],
  ]
  for (const [path, outputs, uri] of found) {
    it(`${path ?? 'no path'} among ${outputs}: ${uri}`, () => {
      const spec = specWith(outputs)
      checkModelPath(model(path), spec)
      assert.equal(modelUri(model(path), spec, 'j'), uri)
    })
  }

  const refused: [path: string | undefined, outputs: string, problem: RegExp][] = [
    ['modle', '{model: {}}', /the job has no output "modle"; its outputs are model\./],
    [
      undefined,
      '{model: {}, plots: {}}',
      /name the output that holds the model; the job's outputs are model, plots\./,
    ],
    [undefined, '{}', /the job's outputs are none\./],
  ]
  for (const [path, outputs, problem] of refused) {
    it(`6.1 ${path ?? 'no path'} among ${outputs} is a bad input`, () => {
      assert.throws(
        () => checkModelPath(model(path), specWith(outputs)),
        (error: { problems?: readonly string[] }) => problem.test(error.problems?.[0] ?? ''),
      )
    })
  }
})
