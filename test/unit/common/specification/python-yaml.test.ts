import assert from 'node:assert/strict'
import dumps from './pyyaml-dumps.json' with { type: 'json' }
import { pythonYaml } from '../../../../tasks/common/specification/python-yaml.ts'
import { anyMapping, type Json } from '../../../../tasks/common/specification/schema/collections.ts'
import { YamlFile } from '../../../../tasks/common/specification/yaml-file.ts'

describe('YAML that is sent is what PyYAML dumps', () => {
  for (const [value, text] of dumps as [Json, string][]) {
    it(`of ${JSON.stringify(value).slice(0, 70)}`, () => assert.equal(pythonYaml(value), text))
  }

  it('a float stays one, and a date stands without quotes', () => {
    const file = new YamlFile('/repo/conda.yml', 'a: 1.0\nb: 2024-01-01\nc: "2024-01-01"\nd: 1.0e+20')
    assert.equal(pythonYaml(file.read(anyMapping)), "a: 1.0\nb: 2024-01-01\nc: '2024-01-01'\nd: 1.0e+20\n")
  })
})
