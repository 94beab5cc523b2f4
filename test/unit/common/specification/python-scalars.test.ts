import assert from 'node:assert/strict'
import { pythonText } from '../../../../tasks/common/specification/python-scalars.ts'
import { readJobSpec } from '../../../../tasks/common/specification/read-job-file.ts'
import { YamlFile } from '../../../../tasks/common/specification/yaml-file.ts'
import type { InputSpec } from '../../../../tasks/common/specification/job-spec.ts'

const jobWith = (inputs: string): Readonly<Record<string, InputSpec>> =>
  readJobSpec(new YamlFile('/repo/job.yml', `command: x\nenvironment: azureml:e:1\ninputs:\n${inputs}`))
    .inputs

/** Made with PyYAML's safe_load and Python's str, not by hand. */
const vectors: [written: string, type: string, sent: string][] = [
  ['1e-3', 'string', '1e-3'],
  ['1E5', 'string', '1E5'],
  ['1.0', 'number', '1.0'],
  ['1.5e+3', 'number', '1500.0'],
  ['1.5E-3', 'number', '0.0015'],
  ['1.5e3', 'string', '1.5e3'],
  ['yes', 'boolean', 'True'],
  ['Yes', 'boolean', 'True'],
  ['on', 'boolean', 'True'],
  ['TRUE', 'boolean', 'True'],
  ['off', 'boolean', 'False'],
  ['No', 'boolean', 'False'],
  ['tRue', 'string', 'tRue'],
  ['Y', 'string', 'Y'],
  ['y', 'string', 'y'],
  ['n', 'string', 'n'],
  ['014', 'integer', '12'],
  ['-014', 'integer', '-12'],
  ['0o14', 'string', '0o14'],
  ['00', 'integer', '0'],
  ['08', 'string', '08'],
  ['089', 'string', '089'],
  ['0x1f', 'integer', '31'],
  ['-0x1f', 'integer', '-31'],
  ['0b101', 'integer', '5'],
  ['1_000', 'integer', '1000'],
  ['1__0', 'integer', '10'],
  ['_1', 'string', '_1'],
  ['+12', 'integer', '12'],
  ['0', 'integer', '0'],
  ['-0', 'integer', '0'],
  ['123456789012345678', 'integer', '123456789012345678'],
  ['1:30', 'integer', '90'],
  ['190:20:30', 'integer', '685230'],
  ['0:30', 'string', '0:30'],
  ['1:30.5', 'number', '90.5'],
  ['2024-01-01', 'string', '2024-01-01'],
  ['.5', 'number', '0.5'],
  ['-.5', 'string', '-.5'],
  ['.5e-3', 'number', '0.0005'],
  ['1.', 'number', '1.0'],
  ['1._5', 'number', '1.5'],
  ['0.00001', 'number', '1e-05'],
  ['0.1e-5', 'number', '1e-06'],
  ['1.0e+20', 'number', '1e+20'],
  ['-0.0', 'number', '-0.0'],
  ['.inf', 'number', 'inf'],
  ['-.inf', 'number', '-inf'],
  ['.nan', 'number', 'nan'],
  ['"1.0"', 'string', '1.0'],
  ["'yes'", 'string', 'yes'],
  ['"014"', 'string', '014'],
]

describe('a scalar of a job file means what it means to the official client', () => {
  for (const [written, type, sent] of vectors) {
    it(`${written} is sent as ${type} "${sent}"`, () => {
      assert.deepEqual(jobWith(`  x: ${written}`)['x'], { kind: 'literal', type, value: sent })
    })
  }

  for (const nothing of ['~', 'null', 'NULL', '']) {
    it(`"${nothing}" is no input at all`, () =>
      assert.deepEqual(jobWith(`  x: ${nothing}\n  y: 1`), jobWith('  y: 1')))
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

describe('the language of job files', () => {
  it('has merge keys, the nearer value wins', () => {
    const inputs = jobWith('  <<: {a: 1, b: 2}\n  b: 3')
    assert.deepEqual(
      Object.entries(inputs).map(([name, input]) => [name, input.kind === 'literal' && input.value]),
      [
        ['a', '1'],
        ['b', '3'],
      ],
    )
  })

  it('has anchors', () => {
    assert.deepEqual(jobWith('  a: &x 5\n  b: *x')['b'], { kind: 'literal', type: 'integer', value: '5' })
  })

  it('merges several mappings, the earlier wins', () => {
    const inputs = jobWith('  <<: [{a: 1}, {a: 2, b: 2}]')
    assert.deepEqual(
      Object.values(inputs).map(input => input.kind === 'literal' && input.value),
      ['1', '2'],
    )
  })

  it('has merge keys that name an anchor, as files with several like steps use them', () => {
    const text = 'x: &base {image: i, version: "1"}\ny:\n  <<: *base\n  image: j'
    assert.deepEqual(new YamlFile('/repo/job.yml', text).document.toJSON(), {
      x: { image: 'i', version: '1' },
      y: { version: '1', image: 'j' },
    })
  })

  it('refuses an alias without an anchor, with its place', () => {
    assert.throws(() => jobWith('  a: *nobody'), /job\.yml:4:6: /)
  })

  it('refuses an alias within its own anchor', () => {
    assert.throws(() => jobWith('  a: &x {b: *x}'), /stands within what it names/)
  })

  it('refuses a key that is written twice, with its place', () => {
    assert.throws(() => jobWith('  a: 1\n  a: 2'), /job\.yml:5:3: Map keys must be unique/)
  })

  it('refuses what is no YAML, with its place', () => {
    assert.throws(() => new YamlFile('/repo/job.yml', 'command: "open\ninputs: x'), /job\.yml:\d+:\d+: /)
  })
})
