import { ensureBundled } from './bundle.mjs'
import { ensureInstalled } from './install.mjs'
import { failWith, load } from './prepare/typescript.mjs'

try {
  ensureInstalled()
  await ensureBundled()
  const { main } = await load('./package/main.ts', import.meta.url)
  await main(process.argv.slice(2))
} catch (error) {
  failWith(error)
}
