import { ESLint } from 'eslint'
import assert from 'node:assert/strict'
import tseslint from 'typescript-eslint'
import { root } from '../../../build/layout.ts'

const train = 'tasks/MLOpsTrain/MLOpsTrainV1/snippet.ts'

/** Lints a snippet as if it were that file, by the real configuration; types play no part in walls. */
async function wallsHit(file: string, code: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] })
  const [result] = await eslint.lintText(`${code}\n`, { filePath: `${root}/${file}` })
  const rules = result?.messages.map(({ ruleId }) => ruleId ?? 'syntax') ?? []
  return rules.filter(rule => rule.includes('restricted') || rule === 'syntax')
}

const forbidden: [what: string, file: string, code: string][] = [
  ['the library imports a task', 'tasks/common/snippet.ts', "import '../MLOpsTrain/MLOpsTrainV1/main.ts'"],
  ['a task imports another', train, "import '../../MLOpsProvisionCompute/MLOpsProvisionComputeV1/main.ts'"],
  ['a task imports local Azure', train, "import '../../../local/azure/api.ts'"],
  ['a task imports the build', train, "import '../../../build/layout.ts'"],
  ['local Azure imports the library', 'local/azure/snippet.ts', "import '../../tasks/common/errors.ts'"],
  [
    'local Azure imports only a type of it',
    'local/azure/snippet.ts',
    "import type {} from '../../tasks/common/errors.ts'",
  ],
  ['local Azure imports a test', 'local/azure/snippet.ts', "import '../../test/unit/build/walls.test.ts'"],
  ['a task speaks to the agent', train, "import 'azure-pipelines-task-lib/task.js'"],
  [
    'the Azure doors speak to the agent',
    'tasks/common/azure/snippet.ts',
    "import 'azure-pipelines-tool-lib'",
  ],
  ['a task fetches', train, "void fetch('https://example.org')"],
  ['a task fetches by a detour', train, "void globalThis.fetch('https://example.org')"],
  ['storage opens a connection', 'tasks/common/storage/snippet.ts', "import 'node:https'"],
  ['the host opens a connection', 'tasks/common/host/snippet.ts', "import 'undici'"],
  ['a task opens a TLS connection', train, "import { connect } from 'node:tls'\nconnect({})"],
  ['a task starts a program', train, "import 'node:child_process'"],
  ['the Azure doors start a program', 'tasks/common/azure/snippet.ts', "import 'child_process'"],
  ['a task imports where no wall can see it', train, "void import('node:https')"],
]

const allowed: [what: string, file: string, code: string][] = [
  ['a task imports the library', train, "import '../../common/errors.ts'"],
  [
    'the host speaks to the agent',
    'tasks/common/host/snippet.ts',
    "import 'azure-pipelines-task-lib/task.js'",
  ],
  ['the host starts a program', 'tasks/common/host/process.ts', "import 'node:child_process'"],
  ['the Azure doors reach the network', 'tasks/common/azure/snippet.ts', "import 'node:https'"],
  [
    'a task reads the list of root certificates',
    train,
    "import { rootCertificates } from 'node:tls'\nvoid rootCertificates",
  ],
  ['a test imports a task', 'test/unit/snippet.ts', "import '../../tasks/common/errors.ts'"],
]

describe('The walls between the parts of the project', function () {
  this.timeout(60_000)

  for (const [what, file, code] of forbidden) {
    it(`stop the build where ${what}`, async () => {
      const hits = await wallsHit(file, code)
      assert.equal(hits.length, 1, hits.join())
      assert.notEqual(hits[0], 'syntax')
    })
  }

  for (const [what, file, code] of allowed) {
    it(`stand open where ${what}`, async () => {
      assert.deepEqual(await wallsHit(file, code), [])
    })
  }
})
