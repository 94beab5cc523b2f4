import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { findTasks } from '../../build/layout.ts'
import type { AgentFolders } from './support/agent-folders.ts'
import { makeAgentFolders } from './support/agent-folders.ts'
import { launchTask, tasks } from './support/launch-task.ts'

describe('A task as users get it', () => {
  let folders: AgentFolders

  beforeEach(() => (folders = makeAgentFolders()))
  afterEach(() => fs.rmSync(folders.root, { recursive: true }))

  for (const { manifest, source } of findTasks(tasks)) {
    const { name, postjobexecution } = manifest

    it(`${name} is a handful of files without packages`, () => {
      const scripts = postjobexecution ? ['main.js', 'post.js'] : ['main.js']
      assert.deepEqual(
        fs.readdirSync(source).sort(),
        ['bundle.js', 'icon.png', ...scripts, 'package.json', 'task.json'].sort(),
      )
    })

    it(`${name} without its inputs says once that it failed, and why, and exits as the agent wants`, async () => {
      const { result, completions, message, exitCode, text } = await launchTask(folders, { task: name })
      assert.equal(result, 'Failed', text)
      assert.equal(completions, 1)
      assert.equal(exitCode, 0)
      for (const input of alwaysRequired(name)) assert.match(message, new RegExp(`'${input}'`))
    })

    if (postjobexecution) {
      it(`${name} has nothing to finish after the job when it never began`, async () => {
        const { result, exitCode, text } = await launchTask(folders, { task: name, role: 'post' })
        assert.notEqual(result, 'Failed', text)
        assert.equal(exitCode, 0)
      })
    }
  }

  it('finds its files under the folder of a classic release, where there are no sources', async () => {
    const artifacts = path.join(folders.workspace, 'a')
    fs.mkdirSync(artifacts)
    const inputs = { dependencyFile: 'absent.txt' }
    const { message } = await launchTask(folders, {
      task: 'MLOpsInstallDependencies',
      hostType: 'release',
      inputs,
    })
    assert.ok(message.includes(path.join(artifacts, 'absent.txt')), message)
  })

  /** Required whatever else is chosen; all of them must be reported together. */
  function alwaysRequired(task: string): string[] {
    const { inputs } = findTasks(tasks).find(({ manifest }) => manifest.name === task)?.manifest ?? {
      inputs: [],
    }
    return inputs.filter(({ required, visibleRule }) => required && !visibleRule).map(({ name }) => name)
  }
})
