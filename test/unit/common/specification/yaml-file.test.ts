import assert from 'node:assert/strict'
import { anyMapping } from '../../../../tasks/common/specification/schema/collections.ts'
import { YamlFile } from '../../../../tasks/common/specification/yaml-file.ts'

const read = (text: string): unknown =>
  JSON.parse(JSON.stringify(new YamlFile('/repo/job.yml', text).read(anyMapping)))

describe('the language of job files', () => {
  const cases: [what: string, text: string, value: unknown][] = [
    ['has merge keys, the nearer value wins', 'x: {a: 1, <<: {a: 2, b: 3}}', { x: { a: 1, b: 3 } }],
    ['merges several mappings, the earlier wins', 'x: {<<: [{a: 1}, {a: 2, b: 2}]}', { x: { a: 1, b: 2 } }],
    [
      'takes the last of several merge keys',
      'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  <<: {a: 3}',
      { x: { a: 1, b: 2 }, y: { a: 3, b: 2 } },
    ],
    [
      'has merge keys that name an anchor',
      'x: &base {image: i, version: "1"}\ny:\n  <<: *base\n  image: j',
      { x: { image: 'i', version: '1' }, y: { version: '1', image: 'j' } },
    ],
    ['takes the last of a key that is written twice', 'a: 1\nb: 2\na: 3', { a: 3, b: 2 }],
    ['has the types of YAML 1.1 though the file says 1.2', '%YAML 1.2\n---\na: yes', { a: true }],
    ['folds lines', 'a: >\n  x\n  y\n\n  z\n', { a: 'x y\nz\n' }],
  ]
  for (const [what, text, value] of cases) it(what, () => assert.deepEqual(read(text), value))

  const refused: [what: string, text: string, problem: RegExp][] = [
    ['an alias without an anchor', 'a: 1\nb: *nobody', /job\.yml:2:4: /],
    ['an alias within its own anchor', 'a: &x {b: *x}', /job\.yml:1:11: \*x: stands within what it names/],
    ['two documents', 'a: 1\n---\nb: 2', /job\.yml:2:1: a second document \(---\) begins here/],
    [
      'an object of Python',
      'a: !!python/object:os.system x',
      /job\.yml:1:4: the tag \(!\.\.\.\) means nothing/,
    ],
    ['a tag that nobody knows', 'a: !foo x', /job\.yml:1:4: the tag/],
    ['a tab as indentation', 'a:\n\tb: 1', /job\.yml:2:1: Tabs are not allowed/],
    ['an open quote', 'command: "open\ninputs: x', /job\.yml:\d+:\d+: /],
    ['a list in place of a mapping', '- a', /job\.yml:1:1: the file: a mapping \(key: value\) is expected/],
    ['nothing at all', '', /job\.yml: the file: a mapping \(key: value\) is expected, not nothing/],
    [
      'aliases that multiply',
      ['t0: &a0 {k: v}']
        .concat(Array.from({ length: 12 }, (_, i) => `t${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`))
        .join('\n'),
      /multiplies the file to more than 10000 parts/,
    ],
  ]
  for (const [what, text, problem] of refused)
    it(`refuses ${what}, with its place`, () => assert.throws(() => read(text), problem))
})
