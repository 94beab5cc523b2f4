import { runPackage } from './tool.mjs'

/** A check of the whole repository is one test: it holds or it does not. */
async function check(...commands) {
  const said = []
  for (const [script, ...args] of commands) {
    const { status, output } = await runPackage(script, args)
    if (status !== 0) said.push(output)
  }
  return { passed: said.length === 0 ? 1 : 0, failed: said.length === 0 ? 0 : 1, output: said.join('\n') }
}

export function lint() {
  return check(
    ['eslint/bin/eslint.js', '.', '--max-warnings=0'],
    ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  )
}

export function typecheck() {
  return check(['typescript/bin/tsc', '--noEmit'])
}
