import assert from 'node:assert/strict'
import type { Json } from '../azure-ml/workspace.ts'
import { type ManagedWorkspace, registerModel, startManaged } from './managed-workspace.ts'

/** A model of MLflow in its own words: a module that says how it is loaded, and data. */
const files = {
  MLmodel: `flavors:
  python_function:
    loader_module: threshold_model
    code: code
    data: data
    env: {conda: conda.yaml}
signature:
  inputs: null
  outputs: null
  params: '[{"name": "threshold", "type": "double", "default": 0.5, "shape": null}]'
mlflow_version: 3.4.0
`,
  'conda.yaml': `channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip:
      - azureml-mlflow==1.62.0.post6
      - pandas==3.1.1
`,
  'data/threshold.txt': '0.5',
  'code/threshold_model.py': `
import pathlib

class Model:
    def __init__(self, threshold):
        self.threshold = threshold
    def predict(self, rows, params=None):
        threshold = (params or {}).get("threshold", self.threshold)
        return (rows["value"] if hasattr(rows, "columns") else rows[:, 0]) > threshold

def _load_pyfunc(path):
    return Model(float((pathlib.Path(path) / "threshold.txt").read_text()))
`,
}

describe('A model of MLflow without code and environment in local Azure', function () {
  this.timeout(300_000)
  let workspace: ManagedWorkspace
  let uri: string
  let key: string

  before(async () => {
    workspace = await startManaged()
    uri = await workspace.makeManaged('chd')
    key = await workspace.key('chd')
    const model = await registerModel(workspace, 'threshold', 'mlflow_model', files)
    const status = await workspace.made('chd', 'blue', { environmentId: null, model })
    assert.equal(status['status'], 'Succeeded', JSON.stringify(status))
    await workspace.ended(await workspace.setShares('chd', { blue: 100 }))
  })
  after(() => workspace.close())

  const ask = (body: Json) => workspace.azure.call('POST', uri, { body, token: key })
  const split = { columns: ['value'], index: [0, 1], data: [[0.2], [0.9]] }

  it('is served by the inference server, its table as pandas splits it', async () => {
    const answer = await ask({ input_data: split })
    assert.deepEqual([answer.status, answer.json()], [200, [false, true]], answer.text)
    assert.match(String(answer.headers['x-ms-server-version']), /^azmlinfsrv\//)
  })

  it('takes rows and arrays too, and parameters beside them', async () => {
    const rows = await ask({ input_data: [{ value: 0.2 }, { value: 0.9 }], params: { threshold: 0.1 } })
    assert.deepEqual(rows.json(), [true, true])
    assert.deepEqual((await ask({ input_data: [[0.7]] })).json(), [true])
  })

  it('answers 424 where the request has no input_data', async () => {
    const answer = await ask({ data: [] })
    assert.equal(answer.status, 424)
  })

  it('ends Failed where the model does not say what it needs', async () => {
    const { 'conda.yaml': _needs, ...rest } = files
    const model = await registerModel(workspace, 'silent', 'mlflow_model', rest)
    const status = await workspace.made('chd', 'silent', { environmentId: null, model })
    assert.match(JSON.stringify(status['error']), /BadArgument.*no conda\.yaml/)
  })
})
