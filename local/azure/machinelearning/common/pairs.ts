/**
 * Whether tags or properties are as a list operation's filter wants them.
 *
 * @param wanted `a,b=2`: `a` with any value, and `b` with that one
 */
export function hasPairs(pairs: Readonly<Record<string, unknown>>, wanted: string): boolean {
  return wanted.split(',').every(pair => {
    const [name = '', ...value] = pair.split('=')
    return name in pairs && (value.length === 0 || pairs[name] === value.join('='))
  })
}
