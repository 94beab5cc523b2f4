import assert from 'node:assert/strict'
import { dataHash, snapshotHash } from '../../../../tasks/common/storage/content-hash.ts'
import { listFolder } from '../../../../tasks/common/storage/list-folder.ts'
import { folderPerTest } from '../../../support/folder.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

describe("the hash of a code snapshot is the official client's", () => {
  const folder = folderPerTest()
  const vectors: [what: string, files: Files, hash: string][] = [
    [
      'the placeholder, whose hash the service itself told',
      { COMPONENT_PLACEHOLDER: 'command_component: code_placeholder' },
      'd3c05b496c685e7e5a204e3cebc689086bd0f622c2975d8090c18968739a464a',
    ],
    [
      'one script',
      { 'train.py': "print('hi')\n" },
      'a8e3b4f5c551770339ff44fac50fda589884560a3dabc75042a922fb8e3e7cb0',
    ],
    [
      'a folder below, names in two cases',
      { 'README.md': '# r\n', 'sub/util.py': 'x = 1\n', 'train.py': "print('hi')\n" },
      '95d1519f7e68960ac95d1d1319de4c7fe000748ac70b58bf45fcb103a59e5cb6',
    ],
    [
      "names in Python's order: by code point, beyond 16 bits too",
      {
        'Z.py': 'z',
        '_a.py': '_',
        'a-b.py': '-',
        'a/b.py': '/',
        '\uffee.py': '1',
        '\u{1f600}.py': '2',
        'ä.py': '3',
      },
      '3314174fe17dc77d2e2c365869452eeed0c4c696cd1a6465d41286867b353976',
    ],
  ]
  for (const [what, files, hash] of vectors) {
    it(what, async () => {
      const root = folder().write(files)
      assert.equal(
        await snapshotHash(await listFolder(root, { source: undefined, excludes: () => false })),
        hash,
      )
    })
  }
})

describe("the hash of data is the official client's", () => {
  const folder = folderPerTest()
  const all = Uint8Array.from({ length: 256_000 }, (_, i) => i % 256)
  const vectors: [what: string, target: string, files: Files, hash: string][] = [
    [
      'a file: its name does not count',
      'one/data.csv',
      { 'one/data.csv': 'a,b\n1,2\n' },
      '4f86a53f7938d25043f0f2b5bd28e790',
    ],
    ['a folder: names count', 'one', { 'one/data.csv': 'a,b\n1,2\n' }, 'da2a8a3b0931b7281fef35a6ac1316df'],
    [
      'a tree in the order of lower-cased names',
      'tree',
      { 'tree/B.txt': 'bee\n', 'tree/a.txt': 'ay\n', 'tree/sub/c.txt': 'é\n', 'tree/sub/Ä.txt': '' },
      '237fa3e1baf1522d610812bd468c756f',
    ],
    ['a file of many chunks', 'data.bin', { 'data.bin': all }, '8b3e6b9d3312c372c2f7f4dfc2a02d64'],
  ]
  for (const [what, target, files, hash] of vectors) {
    it(what, async () => {
      folder().write(files)
      assert.equal(await dataHash(folder().at(target)), hash)
    })
  }
})
