/** Loads a TypeScript module of the build. Only after `ensureInstalled`: tsx comes with the packages. */
export async function load(specifier, parent) {
  const { tsImport } = await import('tsx/esm/api')
  return tsImport(specifier, parent)
}

/** What is wrong is for a person; the stack of the build is not. */
export function failWith(error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
