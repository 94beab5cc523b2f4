import assert from 'node:assert/strict'
import {
  anonymousVersion,
  pythonJson,
} from '../../../../tasks/common/machinelearning/component/anonymous-version.ts'
import { PythonFloat } from '../../../../tasks/common/specification/schema/index.ts'

/** Made with azure-ai-ml's own hash_dict. */
const SPEC = {
  command: 'écho "ü" 😀\n\t',
  n: new PythonFloat(1),
  m: 1e-5,
  b: true,
  z: null,
  l: [1, 2.5, { q: new PythonFloat(1e20) }],
}
const VERSION = '11ee32fe-8bdd-1ccb-2417-8d2372d3fd66'

describe("6.7 a component's version is made of its content", () => {
  it('as azure-ai-ml makes it', () => {
    assert.equal(anonymousVersion(SPEC), VERSION)
  })

  it('whatever the order of its keys, its name, and where it was written', () => {
    const reversed = Object.fromEntries(Object.entries(SPEC).reverse())
    assert.equal(anonymousVersion({ ...reversed, name: 'x', version: '2', _source: 'YAML.JOB' }), VERSION)
  })

  it("over JSON as Python's json.dumps writes it", () => {
    assert.equal(
      pythonJson({ ...SPEC, command: 'écho "ü" 😀\n\t\u007f' }),
      String.raw`{"b": true, "command": "\u00e9cho \"\u00fc\" \ud83d\ude00\n\t\u007f", "l": [1, 2.5, {"q": 1e+20}], "m": 1e-05, "n": 1.0, "z": null}`,
    )
  })
})
