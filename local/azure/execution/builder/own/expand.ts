import { BuildFailure } from '../builder.ts'

/** What `${NAME}` in a Dockerfile may mean at one place. */
export type Variables = ReadonlyMap<string, string>

/**
 * Puts the values of variables into a text, as docker does for the instructions that know variables; an unknown one
 * is empty, `\$` is a dollar sign.
 *
 * @throws BuildFailure for `${NAME:-...}` and its like, which only an engine knows
 */
export function expand(text: string, variables: Variables): string {
  return text.replace(
    /\\\$|\$\{([^}]*)\}|\$(\w+)/g,
    (whole, braced: string | undefined, bare: string | undefined) => {
      if (whole === '\\$') return '$'
      const name = braced ?? bare ?? ''
      if (!/^\w+$/.test(name))
        throw new BuildFailure(`The variable "${whole}" needs docker, podman or buildah.`)
      return variables.get(name) ?? ''
    },
  )
}
