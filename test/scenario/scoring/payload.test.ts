import assert from 'node:assert/strict'
import { folderPerTest } from '../../support/folder.ts'
import type { Answer } from '../../support/fake-wire.ts'
import { ScoringRun } from './scoring-run.ts'

const REQUEST = {
  data: [
    { age: 38, patient: 'Jane "J" Doë', ward: 'B#2', record: 70117015, smoker: 'yes' },
    { age: 66, patient: 'Max Roe', ward: 'C#7', record: 90210042, smoker: 'no' },
  ],
}
/** The payload as it is, as JSON writes it, and as Python's json does; nothing that the name of a folder may hold by chance. */
const CANARIES = ['Jane', 'Doë', 'Do\\u00eb', 'Max Roe', 'B#2', 'C#7', '70117015', '90210042']
const ECHO = { ...REQUEST.data[0], prediction: 1 }
const python = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, unit => `\\u00${unit.charCodeAt(0).toString(16)}`)

describe('What MLOpsScore shows of request and answer', () => {
  const folder = folderPerTest()

  async function shown(answer: Answer, inputs: Record<string, string> = {}): Promise<string> {
    const content = JSON.stringify(REQUEST)
    const files = { testResultsFile: folder().at('score.xml') }
    const scoring = new ScoringRun(folder(), { name: 'r.json', content }, { ...files, ...inputs })
    const { said } = await scoring.said(answer)
    return scoring.everythingShown(said, 'score.xml')
  }

  const echoes: [what: string, answer: Answer, inputs?: Record<string, string>][] = [
    ['predictions alone', { body: '{"predictions":[0,1]}' }],
    ['the rows beside their predictions', { body: JSON.stringify([ECHO, ECHO]) }],
    ['the rows as Python writes them, in a string', { body: JSON.stringify(python({ rows: [ECHO] })) }],
    ['a value of a row under another name', { body: '{"who":["Max Roe","Jane \\"J\\" Doë"]}' }],
    ['a long number of a row', { body: '{"id":[70117015,90210042]}' }],
    [
      'the whole request beside its predictions',
      { body: JSON.stringify({ ...REQUEST, predictions: [0, 1] }) },
    ],
    [
      'the columns of the rows by themselves',
      { body: JSON.stringify({ who: ['Jane "J" Doë', 'Max Roe'], predictions: [0, 1] }) },
    ],
    [
      'a reason of its container that quotes a row',
      {
        status: 424,
        headers: { 'ms-azureml-model-error-statuscode': '500', 'ms-azureml-model-error-reason': 'Max Roe' },
      },
    ],
    ['text that quotes a row', { body: 'Max Roe is healthy, record 70117015' }],
    ['an error that quotes a row', { status: 500, body: "could not convert 'Max Roe' in ward B#2, C#7" }],
    ['an error in JSON that quotes a row', { status: 400, body: python({ message: 'bad: Jane "J" Doë' }) }],
    [
      'a value that is not as expected',
      { body: JSON.stringify({ best: 'Max Roe' }) },
      { expectations: '- {jsonPath: $.best, equals: nobody}' },
    ],
    ['errors under load', { status: 500, body: 'Max Roe' }, { requests: '5', maxErrorRate: '0.5' }],
  ]
  for (const [what, answer, inputs] of echoes) {
    it(`is nothing of the payload where the service answers ${what}`, async () => {
      const text = await shown(answer, inputs)
      assert.deepEqual(
        CANARIES.filter(canary => text.includes(canary)),
        [],
        text,
      )
    })
  }

  it('is every prediction, labels too that the request has as values', async () => {
    const text = await shown({ body: '{"predictions":["yes","no"],"probabilities":[0.38,0.66]}' })
    assert.match(text, /1 {2}yes +0\.38/)
    assert.doesNotMatch(text, /printPayload/)
  })

  it('is a prediction, too, under the name that holds the rows in the request', async () => {
    assert.match(await shown({ body: '{"data":[1,0]}' }), /row {2}data.{5}1 {5}1/)
  })

  it('says that something is left out, and how to see it', async () => {
    assert.match(await shown({ body: JSON.stringify([ECHO]) }), /printPayload shows it/)
  })

  it('is all of it for whoever asks', async () => {
    const text = await shown({ body: JSON.stringify([ECHO]) }, { printPayload: 'true' })
    assert.match(text, /SECTION Request/)
    for (const canary of ['Max Roe', 'Doë', '70117015']) assert.ok(text.includes(canary), canary)
  })
})

describe('What MLOpsScore shows of small numbers', () => {
  const folder = folderPerTest()
  const ROWS = [
    [38, 0, 195, 112],
    [66, 1, 291, 178],
    [51, 1, 240, 133],
    [44, 0, 201, 121],
  ]
  const NAMES = ['age', 'smoker', 'chol', 'sys']

  async function shown(request: unknown, answer: unknown): Promise<string> {
    const scoring = new ScoringRun(folder(), { name: 'r.json', content: JSON.stringify(request) }, {})
    return scoring.everythingShown((await scoring.said({ body: JSON.stringify(answer) })).said)
  }

  const named = ROWS.map(row => Object.fromEntries<number>(row.map((value, at) => [NAMES[at] ?? '', value])))
  const apart = { input_data: { columns: NAMES, index: [0, 1, 2, 3], data: ROWS } }

  for (const [what, request, answer] of [
    ['the rows of lists', { data: ROWS }, { rows: ROWS, predictions: [0, 1, 1, 0] }],
    ['rows with their prediction behind', { data: ROWS }, ROWS.map(row => [...row, 1])],
    ['rows with their number in front', { data: ROWS }, ROWS.map((row, at) => [at, ...row])],
    ['the values of rows by name', { data: named }, ROWS],
    ['a column by itself', { data: named }, { of: ROWS.map(row => row[2]), predictions: [0, 1, 1, 0] }],
    ['a column of rows apart', apart, { of: ROWS.map(row => row[2]) }],
    ['rows by the names of columns apart', apart, named.map(row => ({ ...row, p: 1 }))],
  ] as const) {
    it(`is none of the payload where the service answers ${what}`, async () => {
      const text = await shown(request, answer)
      assert.doesNotMatch(text, /\b(195|291|240|201)\b/, text)
      assert.match(text, /printPayload shows it/)
    })
  }

  it('is every prediction, also where a row begins with the same', async () => {
    const text = await shown(
      { data: [[0, 1, 1, 0]] },
      { predictions: [0, 1, 1, 0], scores: [0.38, 0.66, 0.51, 0.44] },
    )
    assert.match(text, /1 {12}0 {4}0\.38/)
    assert.doesNotMatch(text, /printPayload/)
  })
})
