import assert from 'node:assert/strict'
import { readCondaPackage } from '../../../../tasks/common/python/dependency-file/conda-package.ts'

const readings = {
  numpy: 'numpy',
  'numpy=1.26': 'numpy==1.26.*',
  'numpy=1.26.*': 'numpy==1.26.*',
  'numpy==1.26.4': 'numpy==1.26.4',
  'numpy = 1.26': 'numpy==1.26.*',
  'numpy 1.26.4': 'numpy==1.26.4',
  'numpy 1.26.*': 'numpy==1.26.*',
  'numpy=1.26.4=py311h64a7726_0': 'numpy==1.26.4',
  'numpy 1.26.4 py311_0': 'numpy==1.26.4',
  'numpy=1.26.4=*': 'numpy==1.26.4',
  'numpy=*': 'numpy',
  'numpy *': 'numpy',
  'numpy>=1.24': 'numpy>=1.24',
  'numpy >=1.24,<2': 'numpy>=1.24,<2',
  'numpy>=1.24, <2': 'numpy>=1.24,<2',
  'numpy~=1.26': 'numpy~=1.26',
  'numpy!=1.26.1': 'numpy!=1.26.1',
  'conda-forge::Scikit-Learn=1.5': 'scikit-learn==1.5.*',
}

const refusals = {
  'cudatoolkit=11.8': /no Python package/,
  _libgcc_mutex: /no Python package/,
  'r-base': /no Python package/,
  'pytorch=2.1': /PyPI has it as torch/,
  'numpy=1.25|1.26': /alternatives/,
  'numpy[version=">=1.2"]': /brackets/,
  '=1.2': /begin with the name/,
  'numpy newest': /cannot be read/,
}

describe('A package of a conda file', () => {
  for (const [text, expected] of Object.entries(readings)) {
    it(`"${text}" is ${expected} on PyPI`, () => {
      const { name, specifier } = readCondaPackage(text)
      assert.equal(name + specifier, expected)
    })
  }

  for (const [text, why] of Object.entries(refusals)) {
    it(`"${text}" is refused by name`, () => {
      assert.throws(() => readCondaPackage(text), why)
      assert.throws(() => readCondaPackage(text), new RegExp(text.replace(/[^\w ]/g, '.')))
    })
  }

  it('tells of a channel and a build string that it leaves out', () => {
    const { notes } = readCondaPackage('nvidia::numpy=1.26.4=py311_0')
    assert.equal(notes.length, 2)
    assert.match(notes.join(), /Channel nvidia.*Build py311_0/)
  })
})
