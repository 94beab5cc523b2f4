import assert from 'node:assert/strict'
import { corpusFiles, fixtureOf, servingFiles } from './corpus.ts'
import { describeDifference, differences } from './differences.ts'
import { isMeant, MEANT } from './meant.ts'
import { submitTwice } from './submit.ts'

describe('the bodies that are sent for a file are those of the official client', () => {
  const used = new Set<RegExp>()

  for (const file of corpusFiles()) {
    it(file, async () => {
      const found = differences(fixtureOf(file), await submitTwice(file))
      const unmeant = found.filter(difference => {
        const meant = isMeant(difference)
        if (meant) used.add(meant.at)
        return !meant
      })
      assert.ok(unmeant.length === 0, `\n    ${unmeant.map(describeDifference).join('\n    ')}`)
    })
  }

  it('of endpoints and deployments at least thirty', () => {
    assert.ok(servingFiles().length >= 30)
  })

  it('but for at most ten differences that are meant, each of which is seen', () => {
    assert.ok(MEANT.length <= 10)
    assert.deepEqual(
      MEANT.filter(({ at }) => !used.has(at)),
      [],
    )
  })

  it('and none of those is in inputs, outputs, commands, environments or components', () => {
    const places = [
      'PUT WORKSPACE/jobs/JOB > properties > inputs > data',
      'PUT WORKSPACE/jobs/JOB > properties > outputs > model',
      'PUT WORKSPACE/jobs/JOB > properties > command',
      'PUT WORKSPACE/jobs/JOB > properties > environmentId',
      'PUT WORKSPACE/environments/CliV2AnonymousEnvironment/versions/1 > properties > image',
      'PUT WORKSPACE/components/azureml_anonymous/versions/1 > properties > componentSpec > type',
    ]
    for (const place of places) {
      const difference = { at: `sent > ${place}`, theirs: 'theirs', ours: 'ours' }
      assert.equal(isMeant(difference), undefined, place)
    }
  })
})
