import assert from 'node:assert/strict'
import vectors from './pyyaml-scalars.json' with { type: 'json' }
import { pythonText } from '../../../../tasks/common/specification/python-scalars.ts'
import { literal } from '../../../../tasks/common/specification/schema/scalars.ts'
import { nullable } from '../../../../tasks/common/specification/schema/collections.ts'
import { object } from '../../../../tasks/common/specification/schema/object.ts'
import { YamlFile } from '../../../../tasks/common/specification/yaml-file.ts'

const schema = object('a mapping', { k: nullable(literal) })
const read = (written: string): unknown => new YamlFile('/repo/job.yml', `k: ${written}`).read(schema).k

const TYPES: Readonly<Record<string, string>> = {
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  str: 'string',
  date: 'string',
}

describe('a scalar means what it means to the official client', () => {
  for (const [written = '', type = '', text = ''] of vectors) {
    it(`${written || 'nothing'} is ${text} (${type}), as PyYAML's safe_load and Python's str have it`, () => {
      const expected = type === 'NoneType' ? null : { text, type: TYPES[type] }
      assert.deepEqual(read(written), expected)
    })
  }
})

describe("a value as Python's str writes it", () => {
  const cases: [value: unknown, isFloat: boolean, text: string][] = [
    [null, false, 'None'],
    [undefined, false, 'None'],
    [true, false, 'True'],
    [false, false, 'False'],
    [3, false, '3'],
    [3, true, '3.0'],
    [0.1, true, '0.1'],
    [0.0001, true, '0.0001'],
    [0.000012, true, '1.2e-05'],
    [1e15, true, '1000000000000000.0'],
    [1e16, true, '1e+16'],
    [1.5e100, true, '1.5e+100'],
    [-2, true, '-2.0'],
    ['text', false, 'text'],
  ]
  for (const [value, isFloat, text] of cases) {
    it(`${String(value)}${isFloat ? ' (float)' : ''} is "${text}"`, () =>
      assert.equal(pythonText(value, isFloat), text))
  }
})
