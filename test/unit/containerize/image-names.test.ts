import assert from 'node:assert/strict'
import {
  defaultTags,
  volatileArguments,
} from '../../../tasks/MLOpsContainerize/MLOpsContainerizeV1/image/image-names.ts'
import { FakeHost } from '../../support/fake-host.ts'

const numbered = (variables: Record<string, string>) => new FakeHost({ variables })

describe('the tag of an image that was given none', () => {
  const numbers: [number: string, tags: string[]][] = [
    ['20261123.1', ['20261123.1']],
    ['..Build 7 (main)', ['Build-7-main-']],
    ['構築', []],
    [`v${'1'.repeat(200)}`, [`v${'1'.repeat(127)}`]],
  ]
  for (const [number, tags] of numbers)
    it(`is ${tags.join() || 'none'} of build ${number}`, () =>
      assert.deepEqual(defaultTags(numbered({ 'Build.BuildNumber': number })), tags))
})

describe('the source in the labels of an image', () => {
  const source = (uri: string): string =>
    volatileArguments(numbered({ 'Build.Repository.Uri': uri })).MLOPS_SOURCE

  it('shows no user and no token of the address', () => {
    assert.equal(source('https://user:t0ken@git.example/team/x'), 'https://git.example/team/x')
    assert.equal(source('https://org@dev.example/org/_git/x'), 'https://dev.example/org/_git/x')
  })

  it('is the address as it is otherwise', () => {
    assert.equal(source('https://git.example/Team/x?y'), 'https://git.example/Team/x?y')
    assert.equal(source('git@git.example:team/x.git'), 'git@git.example:team/x.git')
  })
})
