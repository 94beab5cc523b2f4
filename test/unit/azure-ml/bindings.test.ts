import assert from 'node:assert/strict'
import { renderCommand } from '../../../local/azure/execution/command-line.ts'
import { dependenciesOf, findCycle, readBinding } from '../../../local/azure/execution/pipelines/bindings.ts'

describe('A job’s command', () => {
  const bindings = {
    inputs: { rate: '0.1', table: '/in/table.csv' },
    outputs: { model: '/out/model' },
    search_space: { depth: '4' },
  }

  it('gets a trial’s sample of the search space', () => {
    assert.equal(renderCommand('train --depth ${{search_space.depth}}', bindings), 'train --depth 4')
    assert.throws(
      () => renderCommand('train ${{search_space.width}}', bindings),
      /no search space parameter 'width'/,
    )
  })

  it('gets its inputs and outputs, wherever and however often they stand', () => {
    const command =
      'train ${{inputs.table}} ${{ inputs.rate }} > ${{outputs.model}}/log; ls ${{outputs.model}}'
    assert.equal(renderCommand(command, bindings), 'train /in/table.csv 0.1 > /out/model/log; ls /out/model')
  })

  it('keeps an optional part only when its inputs are given', () => {
    const command =
      'train $[[--rate ${{inputs.rate}}]] $[[--depth ${{inputs.depth}} --rate ${{inputs.rate}}]]'
    assert.equal(renderCommand(command, bindings), 'train --rate 0.1 ')
  })

  it('fails for an input that the job does not have', () => {
    assert.throws(
      () => renderCommand('train ${{inputs.other}}', bindings),
      /refers to \$\{\{inputs.other\}\}, but the job has no input 'other'/,
    )
  })
})

describe('A pipeline’s bindings', () => {
  it('are told from plain values', () => {
    assert.deepEqual(readBinding('${{parent.inputs.rate}}'), { kind: 'parentInput', name: 'rate' })
    assert.deepEqual(readBinding('${{ parent.outputs.model }}'), { kind: 'parentOutput', name: 'model' })
    assert.deepEqual(readBinding('${{parent.jobs.prep.outputs.table}}'), {
      kind: 'nodeOutput',
      node: 'prep',
      name: 'table',
    })
    assert.deepEqual(readBinding('10'), { kind: 'value', value: '10' })
    assert.deepEqual(readBinding('${{parent.jobs.prep.inputs.table}}'), {
      kind: 'value',
      value: '${{parent.jobs.prep.inputs.table}}',
    })
  })

  it('say which nodes a node waits for, each once', () => {
    const from = (node: string, output: string) => `\${{parent.jobs.${node}.outputs.${output}}}`
    assert.deepEqual(dependenciesOf({ a: from('x', '1'), b: from('x', '2'), c: from('y', '1'), d: '4' }), [
      'x',
      'y',
    ])
  })

  it('show a circle of nodes that wait for each other', () => {
    const waits = (...nodes: string[]) => ({
      inputs: Object.fromEntries(nodes.map(node => [node, `\${{parent.jobs.${node}.outputs.o}}`])),
    })
    assert.equal(findCycle({ a: waits(), b: waits('a'), c: waits('a', 'b') }), undefined)
    assert.deepEqual(findCycle({ a: waits(), b: waits('c', 'a'), c: waits('b') }), ['b', 'c'])
  })
})
