import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('A local Azure whose state lies in a folder with spaces', function () {
  this.timeout(120_000)
  let parent: string
  let workspace: WorkspaceUnderTest

  before(async () => {
    parent = mkdtempSync(join(tmpdir(), 'state-'))
    const stateDirectory = join(parent, "My Documents' ä")
    mkdirSync(stateDirectory)
    workspace = await startWorkspace({ stateDirectory })
  })
  after(async () => {
    await workspace.close()
    rmSync(parent, { recursive: true })
  })

  it('hands a command paths that need no quotes, as a node of Azure does', async () => {
    const environmentId = await workspace.plainEnvironment()
    const script = "'import pathlib, sys; pathlib.Path(sys.argv[1], str(len(sys.argv))).write_text(str())'"
    await workspace.ok('PUT', '/jobs/spaced', {
      properties: {
        jobType: 'Command',
        environmentId,
        command: `python -c ${script} \${{outputs.model}}`,
        outputs: { model: { jobOutputType: 'uri_folder' } },
      },
    })
    await workspace.waitFor('spaced', 'Completed', 'Failed')
    const { status, error } = await workspace.details('spaced')
    assert.equal(status, 'Completed', error?.error.message)
  })
})
