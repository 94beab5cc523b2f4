import assert from 'node:assert/strict'
import { readInputs } from '../../../tasks/MLOpsTrain/MLOpsTrainV1/inputs.ts'
import { declaredInputs, inputsRead, problemsOf } from '../../support/declared-inputs.ts'
import { connectionOf } from '../../support/fake-azure.ts'
import { FakeHost } from '../../support/fake-host.ts'

const CONNECTION = { azureSubscription: 'azure', resourceGroup: 'rg-mlops', workspaceName: 'ws-mlops' }
const FORM = { ...CONNECTION, definition: 'inputs', command: 'python train.py', environment: 'azureml:e:1' }
const ATTACH = { ...CONNECTION, action: 'attach' }
const hostWith = (inputs: Record<string, string>): FakeHost =>
  new FakeHost({ inputs, connections: { azure: connectionOf() } })
const problems = (inputs: Record<string, string>): readonly string[] =>
  problemsOf(readInputs, hostWith(inputs))

describe('the form of MLOpsTrain', () => {
  it('6.1 declares every input that is read, and every declared input is read', () => {
    assert.deepEqual(
      inputsRead(readInputs, [{ definition: 'file' }, { definition: 'inputs' }, { action: 'attach' }]),
      declaredInputs('MLOpsTrain'),
    )
  })

  it('6.1 reports all that is wrong with it together', () => {
    const found = problems({
      definition: 'inputs',
      environment: 'azureml:e:1',
      image: 'also',
      instanceCount: '0',
      onCancel: 'panic',
      runTimeoutInMinutes: 'soon',
      modelName: 'no spaces please',
      tags: 'team',
    })
    const named = found.map(problem => /^'(\w+)'/.exec(problem)?.[1])
    assert.deepEqual(named.sort(), [
      'azureSubscription',
      'command',
      'environment',
      'instanceCount',
      'modelName',
      'modelName',
      'onCancel',
      'resourceGroup',
      'runTimeoutInMinutes',
      'tags',
      'workspaceName',
    ])
  })

  it('is complete with a command and an environment', () => assert.deepEqual(problems(FORM), []))

  const wrong: [what: string, inputs: Record<string, string>, problem: RegExp][] = [
    ['no job file', { ...CONNECTION, definition: 'file' }, /'jobFile': a job file is required/],
    [
      'a job file that is not there',
      { ...CONNECTION, jobFile: '/not/there.yml' },
      /'jobFile': there is no \/not\/there\.yml/,
    ],
    ['no environment at all', { ...FORM, environment: '' }, /'environment': name an environment/],
    [
      'a model without waiting',
      { ...FORM, modelName: 'm', waitForCompletion: 'false' },
      /'modelName': a model can be registered only/,
    ],
    [
      'outputs without waiting',
      { ...FORM, downloadOutputs: 'all', waitForCompletion: 'false' },
      /'downloadOutputs': outputs can be downloaded only .*attach to the job in a later step/,
    ],
    [
      'outputs without a name',
      { ...FORM, waitForCompletion: 'true', downloadOutputs: ' , ' },
      /'downloadOutputs': name an output/,
    ],
    ['nothing to attach to', ATTACH, /'jobName': name the job to attach to/],
    [
      'a display name to attach to',
      { ...ATTACH, jobName: 'my job (nightly)' },
      /'jobName': "my job \(nightly\)" is no name of a job/,
    ],
    [
      'one model of several jobs',
      { ...ATTACH, jobName: 'a\nb', modelName: 'm' },
      /'modelName': a model is registered from one job/,
    ],
    [
      'one hand-off of several jobs',
      { ...ATTACH, jobName: 'a,b', handoffFile: '/h.json' },
      /'handoffFile': the hand-off tells of one job/,
    ],
    [
      'an action that there is not',
      { ...FORM, action: 'retry' },
      /'action': "retry" is none of submit, attach/,
    ],
    [
      'a model type that there is not',
      { ...FORM, modelType: 'onnx' },
      /'modelType': "onnx" is none of custom_model, /,
    ],
  ]
  for (const [what, inputs, problem] of wrong) {
    it(`6.1 refuses ${what}`, () => {
      const found = problems(inputs)
      assert.equal(found.length, 1, found.join('\n'))
      assert.match(found[0] ?? '', problem)
    })
  }

  it('takes the words of downloadOutputs in any case, and each name once', () => {
    const wanted = (text: string): unknown =>
      readInputs(hostWith({ ...FORM, downloadOutputs: text, waitForCompletion: 'true' })).downloadOutputs
    assert.deepEqual(
      [wanted('All'), wanted('NONE'), wanted('model, table,model')],
      ['all', 'none', ['model', 'table']],
    )
  })

  it('attaches to each job once, however the names are parted', () => {
    const inputs = readInputs(hostWith({ ...ATTACH, jobName: 'a_1\n\n b-2 , c\n# not this one\na_1\n' }))
    assert.deepEqual(inputs.action === 'attach' && inputs.jobs, ['a_1', 'b-2', 'c'])
  })

  const cancelling: [action: string, onCancel: string, meaning: string][] = [
    ['submit', '', 'cancelJob'],
    ['submit', 'auto', 'cancelJob'],
    ['submit', 'leaveRunning', 'leaveRunning'],
    ['attach', '', 'leaveRunning'],
    ['attach', 'auto', 'leaveRunning'],
    ['attach', 'cancelJob', 'cancelJob'],
  ]
  for (const [action, onCancel, meaning] of cancelling) {
    it(`onCancel "${onCancel}" means ${meaning} when the action is ${action}`, () => {
      const inputs = readInputs(hostWith({ ...FORM, action, onCancel, jobName: 'j' }))
      assert.equal(inputs.onCancel, meaning)
    })
  }

  const wanted: [text: string, meaning: unknown][] = [
    ['', 'none'],
    ['none', 'none'],
    ['all', 'all'],
    ['model', ['model']],
    ['model, plots,', ['model', 'plots']],
  ]
  for (const [text, meaning] of wanted) {
    it(`downloadOutputs "${text}" means ${JSON.stringify(meaning)}`, () => {
      assert.deepEqual(
        readInputs(hostWith({ ...FORM, waitForCompletion: 'true', downloadOutputs: text })).downloadOutputs,
        meaning,
      )
    })
  }
})
