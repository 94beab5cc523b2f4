import { ensureInstalled } from './install.mjs'
import { failWith, load } from './prepare/typescript.mjs'

try {
  ensureInstalled()
  const { writeDocs } = await load('./docs/write-docs.ts', import.meta.url)
  writeDocs()
} catch (error) {
  failWith(error)
}
