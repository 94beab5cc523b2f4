/** The newest versions first, as registered; those that the query asks for by stage or by tag, a page of them. */
export function pageOfVersions(
  models: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  url: URL,
  size: number,
): { readonly names: readonly string[]; readonly nextLink: string | null } {
  const pairs = (url.searchParams.get('tags') ?? '').split(',').filter(pair => pair !== '')
  const stage = url.searchParams.get('stage')
  const matching = Object.entries(models).filter(([, { tags, stage: own }]) => {
    return pairs.every(pair => hasPair(tags as Record<string, string>, pair)) && (!stage || own === stage)
  })
  const names = matching.map(([name]) => name).reverse()
  const skip = Number(url.searchParams.get('$skip') ?? 0)
  const next = new URL(url)
  next.searchParams.set('$skip', String(skip + size))
  return { names: names.slice(skip, skip + size), nextLink: skip + size < names.length ? next.href : null }
}

function hasPair(tags: Readonly<Record<string, string>>, pair: string): boolean {
  const [, key = '', value] = /^([^=]*)(?:=(.*))?$/.exec(pair) ?? []
  return tags[key] !== undefined && (value === undefined || tags[key] === value)
}
