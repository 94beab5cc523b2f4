import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { dataHash, indicatorOf, snapshotHash } from '../../../../tasks/common/storage/content-hash.ts'
import { readIgnoreRules } from '../../../../tasks/common/storage/ignore-rules.ts'
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
      'adcedeb852de3d5a3f009c607899a929b5d574ea8a13c04d6cd32301774fba32',
    ],
    [
      'a folder: names count',
      'one',
      { 'one/data.csv': 'a,b\n1,2\n' },
      '2e5cdc66211ec9b99ca80e6691f099104ab884a6bcc49b52f26ffecaeb871cf2',
    ],
    [
      'a tree in the order of lower-cased names',
      'tree',
      { 'tree/B.txt': 'bee\n', 'tree/a.txt': 'ay\n', 'tree/sub/c.txt': 'é\n', 'tree/sub/Ä.txt': '' },
      '054ba97b59f527e807401f3d67e9994c9a27873cfd268b171657457e9aa323b4',
    ],
    [
      'a file of many chunks',
      'data.bin',
      { 'data.bin': all },
      '9fcde8a72573177c8883d11762c86b59b0ad745aff9357dd6394331074c1a7f9',
    ],
  ]
  for (const [what, target, files, hash] of vectors) {
    it(what, async () => {
      folder().write(files)
      assert.equal(await dataHash(folder().at(target)), hash)
    })
  }
})

describe('a tree with rules and links has the hashes of the official client, by both of its ways', () => {
  const folder = folderPerTest()
  const trees: [what: string, files: Files, links: Record<string, string>, data: string, code: string][] = [
    [
      'rules',
      {
        'code/.amlignore': '*.log\ncache\ntmp/\n!keep.log\n',
        'code/a.log': 'x',
        'code/keep.log': 'k',
        'code/cache/a': '1',
        'code/tmp/b': '2',
        'code/c.csv': '3',
      },
      {},
      '82e5710290479819b8df8b4888feb46163ce250133d1afc3f7f57e9df7a86998',
      'd155d303500e20c2b198224a271942ba5c9cff891e7f0f5a6fa65bfead2c19e2',
    ],
    [
      'links to files, to folders and to links',
      {
        'code/train.py': 't',
        'code/.amlignore': '*.csv\nlinked/\nalias.txt\n',
        'shared/util.py': 'u',
        'shared/deep/x.csv': 'x',
        'shared/deep/y.txt': 'y',
      },
      {
        'code/linked': '../shared',
        'code/helper.py': '../shared/util.py',
        'code/alias.txt': '../shared/deep/y.txt',
        'code/again': 'linked',
      },
      'cf9ee579756b456630f7af3a3cdff6d3a53b6c510732f27d0d42e2fc0aa4f30e',
      'd71f2f7145212bdd997c26a3bbe8146c8587efbb17805e71527257adbabbb7db',
    ],
    [
      'rules for what a link brings in from outside',
      {
        'code/train.py': 't',
        'code/.amlignore': '../shared/util.py\n',
        'shared/util.py': 'u',
        'shared/v.py': 'v',
      },
      { 'code/linked': '../shared' },
      '70d7081bdedaddd3ac5bffffbe494fdf3ca92a4d82c9774ba81a19ce1dd2ac02',
      'c0728a98ea1b138bad0e735605d8c442f78936892a5e616480623d553977cae5',
    ],
  ]
  for (const [what, files, links, data, code] of trees) {
    it(what, async () => {
      folder().write(files)
      for (const [name, target] of Object.entries(links)) fs.symlinkSync(target, folder().at(name))
      const root = folder().at('code')
      const rules = await readIgnoreRules(root)
      assert.deepEqual(
        [await dataHash(root, rules), await snapshotHash(await listFolder(root, rules))],
        [data, code],
      )
    })
  }
})

describe('the file that confirms an upload', () => {
  it('is the first by its place on the disk, not by its name in the snapshot', () => {
    const file = (absolute: string, relative: string) => ({ absolute, relative, size: 0 })
    assert.equal(indicatorOf([file('/z/b', 'a'), file('/a/c', 'z')])?.relative, 'z')
  })
})
