import assert from 'node:assert/strict'
import { outlineOf } from '../../../../tasks/common/registry/image/dockerfile-outline.ts'
import { readImageReference } from '../../../../tasks/common/registry/manifest/image-reference.ts'

describe('the outline of a Dockerfile', () => {
  it('has the images of other registries, variables put in, and no stages', () => {
    const text = [
      '# syntax=docker/dockerfile:1',
      'ARG TAG=1',
      'ARG NAME="base"',
      'from --platform=$BUILDPLATFORM base.example/${NAME}:$TAG as Made',
      'FROM scratch AS empty',
      'FROM other:${MISSING:-latest}',
      'FROM made',
    ].join('\n')
    assert.deepEqual(outlineOf(text).bases, ['base.example/base:1', 'other:latest'])
    assert.equal(outlineOf(text, { TAG: '2' }).bases[0], 'base.example/base:2')
  })

  it('has the arguments of the stages that the image descends from, over continued lines', () => {
    const text = 'FROM a AS one\nARG IN_ONE\nFROM b AS two\nARG IN_TWO=x \\\n  AND_THIS\nFROM one\nARG LAST\n'
    assert.deepEqual(outlineOf(text).lastingArguments, ['LAST', 'IN_ONE'])
    assert.deepEqual(outlineOf(text.replace('FROM one', 'FROM two')).lastingArguments, [
      'LAST',
      'IN_TWO',
      'AND_THIS',
    ])
  })

  it('has what an argument takes from another one, and several in one instruction', () => {
    const text = 'ARG HOST=base.example TAG="1 2"\nARG TAG=2\nARG IMAGE=${HOST}/x:${TAG}\nFROM $IMAGE\n'
    assert.deepEqual(outlineOf(text).bases, ['base.example/x:2'])
    assert.deepEqual(outlineOf(text, { HOST: 'h:5000' }).bases, ['h:5000/x:2'])
  })

  it('has an image that a stage is named like', () => {
    assert.deepEqual(outlineOf('FROM python AS python\nFROM python\nARG LAST\n'), {
      bases: ['python'],
      lastingArguments: ['LAST'],
      user: undefined,
    })
  })

  it('continues lines by the escape sign of the file only', () => {
    assert.deepEqual(outlineOf('FROM a\nRUN X=`date`\nARG SEEN\n').lastingArguments, ['SEEN'])
    const windows = '# syntax=x\n# escape=`\nFROM a\nRUN copy c:\\\nARG SEEN \x60\n  TOO\n'
    assert.deepEqual(outlineOf(windows).lastingArguments, ['SEEN', 'TOO'])
  })

  it('does not take the body of a here-document for instructions', () => {
    const text =
      'FROM a\nRUN python - <<EOF\nfrom x import y\nUSER z\nEOF\nCOPY <<-"END" /f\nARG NOT\n\tEND\nARG SEEN\n'
    assert.deepEqual(outlineOf(text), { bases: ['a'], lastingArguments: ['SEEN'], user: undefined })
    assert.deepEqual(outlineOf('FROM a\nRUN x <<< EOF && y <<EOF\nARG SEEN\n').lastingArguments, ['SEEN'])
  })

  it('has the user that is named last, inherited where the last stage names none', () => {
    assert.equal(outlineOf('FROM a\nUSER root\nUSER 1000\n').user, '1000')
    assert.equal(outlineOf('FROM a AS one\nUSER app\nFROM one\n').user, 'app')
    assert.equal(outlineOf('FROM a AS one\nUSER app\nFROM a\n').user, undefined)
  })
})

describe('the name of an image', () => {
  const names: [text: string, registry: string, repository: string, version: string][] = [
    ['ubuntu', 'docker.io', 'library/ubuntu', 'latest'],
    ['team/x:1', 'docker.io', 'team/x', '1'],
    ['localhost/x', 'localhost', 'x', 'latest'],
    ['base.example:5000/team/x:1.2', 'base.example:5000', 'team/x', '1.2'],
    ['mcr.example/x:1@sha256:ab', 'mcr.example', 'x', 'sha256:ab'],
  ]
  for (const [text, registry, repository, version] of names)
    it(`${text} is ${repository} of ${registry}`, () => {
      const { name: _name, ...parts } = readImageReference(text)
      assert.deepEqual(parts, { registry, repository, version })
    })
})
