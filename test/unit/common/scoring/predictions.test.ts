import assert from 'node:assert/strict'
import { predictionTable } from '../../../../tasks/common/scoring/predictions.ts'
import { textTable } from '../../../../tasks/common/text/text-table.ts'

const tableOf = (answer: unknown): { head?: readonly string[]; rows?: readonly (readonly string[])[] } =>
  predictionTable(JSON.stringify(answer)) ?? {}

describe('the predictions in an answer', () => {
  it('are columns where the answer holds lists of one length; the rest is noted', () => {
    assert.deepEqual(
      predictionTable('{"predictions":[0,1],"probabilities":[0.12345678,0.5],"threshold":0.15}'),
      {
        head: ['row', 'predictions', 'probabilities'],
        rows: [
          ['1', '0', '0.123457'],
          ['2', '1', '0.5'],
        ],
        notes: ['threshold = 0.15'],
      },
    )
  })

  it('are a column where the answer is a list', () => {
    assert.deepEqual(tableOf([1, 'b', null]).rows, [
      ['1', '1'],
      ['2', 'b'],
      ['3', 'null'],
    ])
  })

  it('are columns by name where the answer is a list of objects', () => {
    const { head, rows } = tableOf([{ label: 1 }, { label: 0, p: 0.5 }])
    assert.deepEqual(head, ['row', 'label', 'p'])
    assert.deepEqual(rows, [
      ['1', '1', ''],
      ['2', '0', '0.5'],
    ])
  })

  it('are found in JSON that was dumped into a string', () => {
    assert.deepEqual(predictionTable('"[3]"')?.rows, [['1', '3']])
  })

  for (const answer of ['', 'text', '{}', '[]', '7', '{"a":[1],"b":[1,2]}', '{"message":"no"}']) {
    it(`are no table where the answer is ${answer || 'empty'}`, () => {
      assert.equal(predictionTable(answer), undefined)
    })
  }

  it('stand in straight columns in the log, numbers at the right', () => {
    assert.deepEqual(
      textTable(
        ['row', 'label'],
        [
          ['1', 'ill'],
          ['10', 'healthy'],
        ],
      ),
      ['row  label', '  1  ill', ' 10  healthy'],
    )
  })
})
