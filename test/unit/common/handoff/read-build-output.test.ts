import assert from 'node:assert/strict'
import { writeBuildOutput, type BuildOutput } from '../../../../tasks/common/handoff/build-output.ts'
import { findBuildOutput, requireBuildOutput } from '../../../../tasks/common/handoff/find-build-output.ts'
import { readBuildOutput } from '../../../../tasks/common/handoff/read-build-output.ts'
import { explain } from '../../../../tasks/common/host/report.ts'
import { folderPerTest } from '../../../support/folder.ts'

const NAME = 'build-pipeline-output-vars.json'
const reference = `registry.example/chd@sha256:${'a'.repeat(64)}`
const whole: BuildOutput = {
  model_name: 'chd-risk',
  model_version: '3',
  model_path: 'azureml://jobs/j/outputs/model/paths/',
  model_acc: 0.75,
  deploy_model_bool: true,
  image_name: 'chd-risk:mlops-1',
  image_id: `sha256:${'a'.repeat(64)}`,
  schema_version: 1,
  image_reference: reference,
  image_digest: `sha256:${'a'.repeat(64)}`,
  image_commit: 'decade',
  metrics: { roc_auc: 0.75 },
  gate: null,
  job_name: 'j',
  build_number: '20261123.1',
  commit: 'c0ffee',
}

describe('reading the hand-off of the build', () => {
  const folder = folderPerTest()

  it('gives back what was written', async () => {
    await writeBuildOutput(folder().at(NAME), whole)
    assert.deepEqual(await readBuildOutput(folder().at(NAME)), whole)
  })

  it('reads one without the commit of an image, as training writes it, as one that does not know it', async () => {
    const { image_commit: _commit, ...trained } = whole
    await writeBuildOutput(folder().at(NAME), trained)
    assert.deepEqual(await readBuildOutput(folder().at(NAME)), { ...trained, image_commit: null })
  })

  const bad: Record<string, [content: string, says: RegExp]> = {
    'an empty file': ['', /damaged[^]*It is empty/],
    'a file that was cut off': [JSON.stringify(whole).slice(0, 60), /damaged[^]*It is no JSON/],
    'a list': ['[]', /damaged[^]*no JSON object/],
    'no schema version': ['{"model_name": "m"}', /damaged[^]*no schema_version/],
    'another schema version': [
      JSON.stringify({ ...whole, schema_version: 2 }),
      /schema version 2[^]*reads version 1[^]*Run the build again/,
    ],
    'wrong kinds, all at once': [
      JSON.stringify({ ...whole, model_version: 3, deploy_model_bool: 'yes' }),
      /model_version is 3, not a text; deploy_model_bool is "yes", not a boolean/,
    ],
    'an image that is not pinned': [
      JSON.stringify({ ...whole, image_reference: 'registry.example/chd:latest' }),
      /not pinned by a digest/,
    ],
    'metrics that are no object': [JSON.stringify({ ...whole, metrics: 3 }), /metrics is no object/],
  }
  for (const [what, [content, says]] of Object.entries(bad)) {
    it(`refuses ${what}, naming the file and the remedy`, async () => {
      folder().write({ [NAME]: content })
      await assert.rejects(readBuildOutput(folder().at(NAME)), error => {
        const text = explain(error).join('\n')
        assert.match(text, says)
        assert.ok(text.includes(folder().at(NAME)))
        assert.match(text, /What to do: /)
        return true
      })
    })
  }
})

describe('finding the hand-off', () => {
  const folder = folderPerTest()
  const build = () => ({ get: (name: string) => (name === 'Pipeline.Workspace' ? folder().path : undefined) })
  const release = () => ({
    get: (name: string) =>
      ({ 'System.HostType': 'release', 'System.DefaultWorkingDirectory': folder().path })[name],
  })

  it('takes the file that was named, and none in its place', async () => {
    folder().write({ 'x/one.json': '{}', [`mlops/${NAME}`]: '{}' })
    assert.equal(await findBuildOutput(build(), folder().at('x/one.json')), folder().at('x/one.json'))
    assert.equal(await findBuildOutput(build(), folder().at('x/two.json')), undefined)
  })

  it('prefers the default place to others', async () => {
    folder().write({ [`mlops/${NAME}`]: '{}', [`elsewhere/${NAME}`]: '{}' })
    assert.equal(await findBuildOutput(build(), undefined), folder().at(`mlops/${NAME}`))
  })

  it('finds the one file below the folder of a classic release', async () => {
    folder().write({ [`_build/drop/mlops/${NAME}`]: '{}' })
    assert.equal(await findBuildOutput(release(), undefined), folder().at(`_build/drop/mlops/${NAME}`))
  })

  it('lists the candidates where there are several', async () => {
    folder().write({ [`a/${NAME}`]: '{}', [`b/${NAME}`]: '{}' })
    await assert.rejects(findBuildOutput(build(), undefined), error => {
      const text = explain(error).join('\n')
      assert.ok(text.includes(folder().at(`a/${NAME}`)) && text.includes(folder().at(`b/${NAME}`)), text)
      return true
    })
  })

  it('does not look into the packages of the sources', async () => {
    folder().write({ [`s/node_modules/${NAME}`]: '{}' })
    assert.equal(await findBuildOutput(build(), undefined), undefined)
  })

  it('tells a task that needs it what to publish and download', async () => {
    await assert.rejects(requireBuildOutput(build(), undefined), error => {
      assert.match(explain(error).join('\n'), /no hand-off file[^]*Publish the folder[^]*download it here/)
      return true
    })
  })
})
