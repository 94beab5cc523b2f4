import type { FastifyReply, FastifyRequest } from 'fastify'

const USUAL = 100

/** Cuts a page of `n` behind `last`, and links to the next one where there is more. */
export function pageOf<T>(
  items: T[],
  nameOf: (item: T) => string,
  { query, url }: FastifyRequest,
  reply: FastifyReply,
): T[] {
  const { n, last } = query as Partial<Record<'n' | 'last', string>>
  const size = Number(n ?? USUAL)
  const left = last === undefined ? items : items.filter(item => nameOf(item) > last)
  const page = left.slice(0, size)
  const end = page.at(-1)
  if (left.length > page.length && end !== undefined) {
    const next = new URLSearchParams({ last: nameOf(end), n: String(size), orderby: '' })
    void reply.header('link', `<${url.split('?')[0] ?? ''}?${next.toString()}>; rel="next"`)
  }
  return page
}
