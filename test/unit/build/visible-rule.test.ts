import assert from 'node:assert/strict'
import { checkVisibleRules } from '../../../build/checks/visible-rule.ts'
import { input, manifest } from './manifest.ts'

const inputs = [
  input({ name: 'definition', type: 'radio', options: { file: 'File', inputs: 'Inputs' } }),
  input({ name: 'wait', type: 'boolean' }),
  input({ name: 'modelName' }),
]

function problems(visibleRule: string): string {
  return checkVisibleRules(manifest({ inputs: [...inputs, input({ name: 'hidden', visibleRule })] })).join(
    '\n',
  )
}

describe('The check of visible rules', () => {
  for (const rule of [
    'definition = file',
    'definition != inputs && wait = true',
    'modelName != ""',
    'wait == false || definition = file',
  ]) {
    it(`understands ${rule}`, () => assert.equal(problems(rule), ''))
  }

  const broken: [rule: string, said: RegExp][] = [
    ['definition = files', /definition has no value files/],
    ['wait = yes', /wait has no value yes/],
    ['defnition = file', /names defnition, which is no input/],
    ['definition=file', /not understood/],
    ['definition contains file', /not understood/],
    ['wait = true && modelName != "" || definition = file', /mixes/],
  ]

  for (const [rule, said] of broken) {
    it(`stops at ${rule}`, () => assert.match(problems(rule), said))
  }

  it('reads the rules of groups too', () => {
    const group = { name: 'more', displayName: 'More', isExpanded: false, visibleRule: 'nobody = 1' }
    assert.match(
      checkVisibleRules(manifest({ groups: [group] })).join('\n'),
      /more: .*nobody, which is no input/,
    )
  })
})
