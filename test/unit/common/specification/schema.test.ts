import assert from 'node:assert/strict'
import {
  byType,
  checked,
  choice,
  fallback,
  ignored,
  integer,
  lazy,
  listOf,
  mapOf,
  nullable,
  object,
  orBinding,
  refused,
  required,
  shapes,
  text,
  type Read,
  type Schema,
} from '../../../../tasks/common/specification/schema/index.ts'
import { nearest } from '../../../../tasks/common/text/nearest.ts'
import { YamlFile } from '../../../../tasks/common/specification/yaml-file.ts'

const read = <T>(schema: Schema<T>, yaml: string): T => new YamlFile('/repo/x.yml', yaml).read(schema)

const circle = object('a circle', {
  kind: required(choice(['circle'])),
  radius: required(integer({ min: 1 })),
})
const square = object('a square', { kind: required(choice(['square'])), side: integer() })
const shape = byType('kind', { circle, square })

describe('a declared schema', () => {
  it('reads its keys, those that must be there and those that have a value anyway', () => {
    const schema = object('a thing', {
      name: required(text),
      size: fallback(integer(), 3),
      note: text,
      kept: nullable(text),
      gone: ignored('nobody reads it.'),
    })
    const value: Read<typeof schema> = read(schema, 'name: a\nkept:\nnote:\ngone: {x: 1}')
    assert.deepEqual(value, { name: 'a', size: 3, kept: null })
  })

  it('refuses a key with its reason, at the key', () => {
    const schema = object('a thing', { old: refused('was never sent.') })
    assert.throws(() => read(schema, 'old: 1'), /x\.yml:1:1: old: was never sent\./)
  })

  it('chooses by a type, in any case', () => {
    assert.deepEqual(read(shape, 'kind: Circle\nradius: 2'), { kind: 'circle', radius: 2 })
    assert.throws(
      () => read(shape, 'kind: circel'),
      /x\.yml:1:7: kind: "circel" is not known; did you mean circle\?/,
    )
    assert.throws(() => read(shape, 'radius: 1'), /kind: is required: one of circle, square\./)
  })

  it('chooses by what the file shows', () => {
    const schema = mapOf(shapes({ scalar: text, mapping: shape, list: listOf(integer()) }))
    assert.deepEqual(read(schema, 'a: x\nb: {kind: square}\nc: [1, 2]'), {
      a: 'x',
      b: { kind: 'square' },
      c: [1, 2],
    })
    assert.throws(() => read(mapOf(shapes({ scalar: text })), 'a: [1]'), /a: text is expected, not a list\./)
  })

  it('may contain itself', () => {
    interface Tree {
      readonly children?: readonly Tree[]
    }
    const tree: Schema<Tree> = object('a tree', { children: listOf(lazy(() => tree)) })
    assert.deepEqual(read(tree, 'children: [{children: [{}]}, {}]'), {
      children: [{ children: [{}] }, {}],
    })
    assert.throws(
      () => read(tree, 'children: [{leaf: 1}]'),
      /x\.yml:1:13: children\[0\]\.leaf: no such key in a tree/,
    )
  })

  it('leaves a binding of a pipeline as it stands', () => {
    const schema = object('a node', { count: orBinding(integer()) })
    assert.deepEqual(read(schema, 'count: ${{parent.inputs.n}}'), { count: '${{parent.inputs.n}}' })
  })

  it('checks across keys only what has the right shape', () => {
    let asked = 0
    const schema = checked(circle, (value, at) => {
      asked++
      if (value.radius > 5) at.at('radius').reject('is too large.')
    })
    assert.throws(
      () => read(schema, 'kind: circle\nradius: x'),
      /radius: a whole number of at least 1 is expected/,
    )
    assert.equal(asked, 0)
    assert.throws(() => read(schema, 'kind: circle\nradius: 9'), /x\.yml:2:9: radius: is too large\./)
  })

  it('is not misled by names that every object of JavaScript has', () => {
    assert.throws(() => read(circle, 'kind: circle\nradius: 1\nconstructor: 1'), /constructor: no such key/)
    assert.throws(() => read(shape, 'kind: constructor'), /"constructor" is not known/)
  })
})

describe('the nearest word', () => {
  const words = ['compute', 'command', 'code', 'environment']
  const cases: [written: string, meant: string | undefined][] = [
    ['computee', 'compute'],
    ['comand', 'command'],
    ['Environment', 'environment'],
    ['enviroment', 'environment'],
    ['colour', undefined],
    ['x', undefined],
  ]
  for (const [written, meant] of cases)
    it(`to "${written}" is ${meant ?? 'none'}`, () => assert.equal(nearest(written, words), meant))
})
