import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { checkAllTasks, checkTask } from '../../../build/checks/task-manifest.ts'
import { findTasks } from '../../../build/layout.ts'
import type { DataSourceBinding, TaskManifest } from '../../../build/task-manifest.ts'
import { input, manifest } from './manifest.ts'

const connection = input({ name: 'azureSubscription', type: 'connectedService:AzureRM' })
const list = input({ name: 'workspaceName', type: 'pickList', properties: { EditableOptions: 'True' } })
const binding: DataSourceBinding = {
  target: 'workspaceName',
  endpointId: '$(azureSubscription)',
  endpointUrl: '{{{endpoint.url}}}/workspaces?api-version=2025-12-01',
  resultSelector: 'jsonpath:$.value[*]',
  resultTemplate: '{{{name}}}',
}

describe('The check of a task.json', () => {
  let folder: string

  before(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-task-')), 'MLOpsExampleV1')
    fs.mkdirSync(folder)
    fs.copyFileSync(path.join(findTasks()[0]?.source ?? '', 'icon.png'), path.join(folder, 'icon.png'))
    fs.writeFileSync(path.join(folder, 'main.js'), '')
  })

  after(() => fs.rmSync(path.dirname(folder), { recursive: true }))

  function problems(changes: Partial<TaskManifest>): string {
    return checkTask({ folder, manifest: manifest(changes) }).join('\n')
  }

  it('finds nothing wrong with a good one', () => {
    assert.equal(problems({}), '')
    assert.equal(problems({ inputs: [connection, list], dataSourceBindings: [binding] }), '')
  })

  const broken: [what: string, changes: Partial<TaskManifest>, said: RegExp][] = [
    [
      'an input without help',
      { inputs: [input({ helpMarkDown: '' })] },
      /inputs\/0\/helpMarkDown must NOT have fewer/,
    ],
    [
      'a name too long for the editor',
      { friendlyName: 'x'.repeat(41) },
      /friendlyName must NOT have more than 40/,
    ],
    [
      'an output with an underscore',
      { outputVariables: [{ name: 'job_name', description: 'Name of it.' }] },
      /pattern/,
    ],
    [
      'a handler that agents ignore',
      { execution: { Node20: { target: 'main.js' } } },
      /must NOT have additional/,
    ],
    ['a target that is not there', { postjobexecution: handlers('post.js') }, /post\.js is missing/],
    ['two inputs of one name', { inputs: [input(), input()] }, /two inputs are called jobName/],
    [
      'an input called like a step property',
      { inputs: [input({ name: 'condition' })] },
      /name of a step property/,
    ],
    ['a group that does not exist', { inputs: [input({ groupName: 'more' })] }, /no group more/],
    [
      'a switch that is on by default',
      { inputs: [input({ type: 'boolean', defaultValue: 'true' })] },
      /wrong default/,
    ],
    [
      'a default that is no option',
      { inputs: [input({ type: 'radio', options: { a: 'A' }, defaultValue: 'b' })] },
      /no option/,
    ],
    ['too many inputs to fill in', { inputs: many(6) }, /6 inputs must be filled in, at most 5/],
    ['a list with nothing in it', { inputs: [connection, list] }, /needs a data source/],
    ['a data source for no input', { inputs: [connection], dataSourceBindings: [binding] }, /no pick-list/],
    [
      'a data source over no connection',
      { inputs: [list], dataSourceBindings: [binding] },
      /is no connection/,
    ],
    [
      'a data source that asks for an unknown input',
      {
        inputs: [connection, list],
        dataSourceBindings: [{ ...binding, endpointUrl: `${binding.endpointUrl}&x=$(nobody)` }],
      },
      /\$\(nobody\) is no input/,
    ],
    [
      'a display name with an unknown input',
      { instanceNameFormat: 'Train $(nobody)' },
      /\$\(nobody\) is no input/,
    ],
    ['a folder of another name', { name: 'MLOpsOther' }, /must be called MLOpsOtherV1/],
  ]

  for (const [what, changes, said] of broken) {
    it(`stops at ${what}`, () => assert.match(problems(changes), said))
  }

  it('stops at two tasks with one ID', () => {
    const task = { folder, manifest: manifest() }
    assert.match(checkAllTasks([task, task]).join('\n'), /two tasks have the ID/)
  })
})

function handlers(target: string): TaskManifest['execution'] {
  return { Node20_1: { target }, Node24: { target } }
}

function many(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const { defaultValue: _none, ...rest } = input({ name: `input${index}`, required: true })
    return rest
  })
}
