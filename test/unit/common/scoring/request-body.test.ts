import assert from 'node:assert/strict'
import type { TaskError } from '../../../../tasks/common/errors.ts'
import { readRequestBody, readScoringBody } from '../../../../tasks/common/scoring/request-body.ts'
import { folderPerTest } from '../../../support/folder.ts'

describe('the body of a scoring request', () => {
  const folder = folderPerTest()

  function bodyOf(name: string, content: string): string {
    folder().write({ [name]: content })
    return readRequestBody(folder().at(name))
  }

  it('is a JSON file, byte for byte', () => {
    const text = '{ "data": [ {"age": 1e1, "big": 12345678901234567890} ] }\n'
    assert.equal(bodyOf('request.json', text), text)
  })

  it('loses the mark that Windows editors put in front', () => {
    assert.equal(bodyOf('request.json', '\uFEFF{}'), '{}')
  })

  it('takes a table: a row an object, numbers as numbers, what is missing as null', () => {
    const table = '\uFEFFage,note,glucose\r\n38,"a, ""b""",NA\r\n-4.5e1,007a,\r\n\r\n'
    assert.deepEqual(JSON.parse(bodyOf('rows.csv', table)), {
      data: [
        { age: 38, note: 'a, "b"', glucose: null },
        { age: -45, note: '007a', glucose: null },
      ],
    })
  })

  it('has columns and rows apart for the server of MLflow models, without the expected column', () => {
    folder().write({ 'rows.csv': 'age,ill,note\n38,0,a\n66,1,\n' })
    assert.deepEqual(readScoringBody(folder().at('rows.csv'), 'ill', 'input_data'), {
      body: '{"input_data":{"columns":["age","note"],"index":[0,1],"data":[[38,"a"],[66,null]]}}',
      expected: ['0', '1'],
    })
  })

  it('takes truth in the writings of pandas, and whole numbers digit for digit', () => {
    const table = 'a,b,c,d,e\nTrue,FALSE,12345678901234567890,-007,1e999\n'
    assert.equal(
      bodyOf('rows.csv', table),
      '{"data":[{"a":true,"b":false,"c":12345678901234567890,"d":-7,"e":"1e999"}]}',
    )
  })

  const refused: [what: string, name: string, content: string, why: RegExp][] = [
    ['JSON that breaks off', 'r.json', '{"data":\n[1,', /r\.json is not JSON/],
    ['an empty file', 'r.json', '', /r\.json is not JSON/],
    ['a heading alone', 'r.csv', 'a,b\n', /no rows below its heading/],
    ['two columns of one name', 'r.csv', 'a,b,a\n1,2,3\n', /more than one column a/],
    ['a column without a name', 'r.csv', 'a,,b\n1,2,3\n', /Column 2 .* has no name/],
    ['a row of another length', 'r.csv', 'a,b\n1,2,3\n', /is no CSV table: .*line 2/],
  ]
  for (const [what, name, content, why] of refused) {
    it(`cannot be ${what}`, () => {
      assert.throws(
        () => bodyOf(name, content),
        (error: TaskError) => why.test(error.message) && !!error.remedy,
      )
    })
  }

  it('is no folder', () => {
    assert.throws(
      () => readRequestBody(folder().path),
      ({ message, remedy }: TaskError) => /cannot be read/.test(message) && /not a folder/.test(remedy ?? ''),
    )
  })

  it('is not quoted where it cannot be read', () => {
    assert.throws(
      () => bodyOf('r.json', '{"patient": "Jane Doe", "age": forty}'),
      ({ message }: Error) => !/Jane|forty/.test(message),
    )
    assert.throws(
      () => bodyOf('r.csv', 'a,b\n1,Jane "Doe" Roe\n'),
      ({ message }: Error) => /opening quote at line 2/.test(message) && !/Jane|Doe|Roe/.test(message),
    )
  })
})
