import assert from 'node:assert/strict'
import { folderPerTest } from '../../support/folder.ts'
import { ScoringRun } from './scoring-run.ts'

const TABLE = 'age,smokes,ill,name\n38,true,0,Ada\n66,False,1,"Bo, jr"\n51,TRUE,1,\n44,false,0,NA\n'
const ANSWER = (predictions: unknown[]): { body: string } => ({ body: JSON.stringify({ predictions }) })

describe('MLOpsScore, where a column of the table tells the right predictions', () => {
  const folder = folderPerTest()

  const run = (inputs: Record<string, string>, content = TABLE): ScoringRun =>
    new ScoringRun(folder(), { name: 'known.csv', content }, { expectedColumn: 'ill', ...inputs })

  it('sends the rows without that column, with values of their types', async () => {
    const scoring = run({})
    await scoring.said(ANSWER([0, 1, 1, 0]))
    assert.deepEqual(scoring.bodies, [
      {
        data: [
          { age: 38, smokes: true, name: 'Ada' },
          { age: 66, smokes: false, name: 'Bo, jr' },
          { age: 51, smokes: true, name: null },
          { age: 44, smokes: false, name: null },
        ],
      },
    ])
  })

  it('succeeds where every prediction is right, and hands the accuracy on', async () => {
    const scoring = run({})
    const { failed, said } = await scoring.said(ANSWER([0, 1, 1, 0]))
    assert.equal(failed, false, said)
    assert.match(scoring.azure.host.log.text, / {2}ok {4}accuracy on ill at least 1\nAccuracy: 100 %/)
    assert.equal(scoring.azure.host.outputValues['accuracy'], '1')
    assert.match(Object.values(scoring.azure.host.summaries).join(), /Accuracy: 100 %/)
  })

  it('fails where fewer are right than asked for, and names the rows that are wrong', async () => {
    const scoring = run({ minAccuracy: '80%' })
    const { failed, said } = await scoring.said(ANSWER([0, 0, 1, 0]))
    assert.equal(failed, true)
    assert.match(said, /accuracy on ill at least 0\.8: it is 0\.75: 1 of 4 rows are wrong \(row 2\)/)
    assert.equal(scoring.azure.host.outputValues['accuracy'], '0.75')
  })

  it('succeeds where just as many are right as asked for', async () => {
    assert.equal((await run({ minAccuracy: '0.75' }).said(ANSWER([0, 0, 1, 0]))).failed, false)
  })

  it('holds every answer under load against it, and hands the lowest accuracy on', async () => {
    const scoring = run({ requests: '3' })
    const { said } = await scoring.said(ANSWER([0, 1, 1, 0]), ANSWER([1, 1, 1, 0]), ANSWER([0, 1, 1, 0]))
    assert.match(said, /1 of 4 rows are wrong \(row 1\) \(1 of 3 requests\)/)
    assert.equal(scoring.azure.host.outputValues['accuracy'], '0.75')
  })

  it('takes a number for right that is within the tolerance', async () => {
    const inputs = { expectedColumn: 'age', expectedTolerance: '0.5' }
    assert.equal((await run(inputs).said(ANSWER([38.4, 65.5, 51, 44]))).failed, false)
    assert.match((await run(inputs).said(ANSWER([38.6, 66, 51, 44]))).said, /wrong \(row 1\)/)
  })

  it('takes a label for right that reads as its cell, whatever else the cell could mean', async () => {
    const table = 'age,ill\n38,007\n66,True\n51,1.0\n44,1e3\n'
    const { said, failed } = await run({}, table).said(ANSWER(['007', 'True', '1.0', '1e3']))
    assert.equal(failed, false, said)
    assert.match((await run({}, table).said(ANSWER(['7', 'true', 1, 999]))).said, /wrong \(row 4\)/)
  })

  it('calls only the whole 100 %, and takes 99.9 % of the rows for 99.9 %', async () => {
    const rows = Array.from({ length: 1000 }, (_, row) => row)
    const table = `x,ill\n${rows.map(row => `${row},0`).join('\n')}\n`
    const scoring = run({ minAccuracy: '99.9%' }, table)
    const { said, failed } = await scoring.said(ANSWER(rows.map(row => (row === 7 ? 1 : 0))))
    assert.equal(failed, false, said)
    assert.match(scoring.azure.host.log.text, /accuracy on ill at least 0\.999\nAccuracy: 99\.9 %/)
  })

  it('finds the predictions where a JSON path says they stand', async () => {
    const answer = { body: JSON.stringify([0, 1, 1, 0].map(label => ({ label, p: 0.5 }))) }
    const { said, failed } = await run({ predictionsJsonPath: '$[*].label' }).said(answer)
    assert.equal(failed, false, said)
    assert.match((await run({}).said(answer)).said, /say so in predictionsJsonPath/)
  })

  it('fails where the answer has another number of predictions than the table has rows', async () => {
    const { said } = await run({}).said(ANSWER([0, 1]))
    assert.match(said, /the answer has 2 prediction\(s\) for 4 row\(s\)/)
  })

  const refused: [what: string, inputs: Record<string, string>, table: string, why: RegExp][] = [
    [
      'a column that is not there',
      { expectedColumn: 'sick' },
      TABLE,
      /no column sick[^]*age, smokes, ill, name/,
    ],
    ['a row without its prediction', {}, 'age,ill\n1,0\n2,\n', /Row 2 .* has no value in column ill/],
    ['a share above one', { minAccuracy: '80' }, TABLE, /'minAccuracy': .*"80"/],
    ['a path that is none', { predictionsJsonPath: 'label' }, TABLE, /'predictionsJsonPath'/],
    ['least accuracy alone', { expectedColumn: '', minAccuracy: '1' }, TABLE, /'minAccuracy': needs/],
  ]
  for (const [what, inputs, table, why] of refused) {
    it(`refuses ${what} before anything is sent`, async () => {
      const scoring = run(inputs, table)
      const { failed, said } = await scoring.said(ANSWER([]))
      assert.equal(failed, true)
      assert.match(said, why)
      assert.deepEqual(scoring.azure.wire.lines, [])
    })
  }

  it('refuses the column of a JSON request', async () => {
    const scoring = new ScoringRun(folder(), { name: 'r.json', content: '[]' }, { expectedColumn: 'ill' })
    assert.match((await scoring.said(ANSWER([]))).said, /'expectedColumn': the request file is no CSV file/)
  })
})
