import assert from 'node:assert/strict'
import { neutralise } from '../../../../tasks/common/host/neutralise.ts'

describe('6.6 text from jobs and builds', () => {
  const cases: [said: string, printed: string][] = [
    ['##vso[task.setvariable variable=PATH]x', '**vso[task.setvariable variable=PATH]x'],
    ['##VSO[task.complete result=Succeeded]', '**VSO[task.complete result=Succeeded]'],
    ['##Vso[artifact.upload]/etc/passwd', '**Vso[artifact.upload]/etc/passwd'],
    ['##[error]not ours', '**[error]not ours'],
    ['INFO ##[group]in the middle ##vso[a]', 'INFO **[group]in the middle **vso[a]'],
    ['first\n##vso[task.debug]second', 'first\n**vso[task.debug]second'],
    ['###[section]three', '#**[section]three'],
    ['## a Markdown title', '## a Markdown title'],
    ['vso[no marker]', 'vso[no marker]'],
  ]
  for (const [said, printed] of cases) {
    it(`"${said.replace(/\n/g, '\\n')}" cannot command the agent`, () => {
      assert.equal(neutralise(said), printed)
    })
  }
})
