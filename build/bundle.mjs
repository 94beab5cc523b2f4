import { fileURLToPath } from 'node:url'
import { hashOfSources, isFresh, markFresh } from './bundle/freshness.mjs'
import { ensureInstalled } from './install.mjs'
import { failWith, load } from './prepare/typescript.mjs'

/** Makes dist/tasks when it is not what the sources say, and says so, because it takes a second or two. */
export async function ensureBundled() {
  if (isFresh()) return
  console.log('Bundling the tasks...')
  await bundle()
}

async function bundle(names = []) {
  const hash = hashOfSources()
  const { bundleAll } = await load('./bundle/bundle-all.ts', import.meta.url)
  await bundleAll(names)
  if (names.length === 0) markFresh(hash)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    ensureInstalled()
    await bundle(process.argv.slice(2))
  } catch (error) {
    failWith(error)
  }
}
