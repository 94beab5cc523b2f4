import type { AzureSession } from './session.ts'

interface Page<T> {
  readonly value?: readonly T[]
  readonly nextLink?: string | null
}

/** Every item of a list, page after page. A nextLink to a host outside the token's row is refused by the door. */
export async function listAll<T>(session: AzureSession, first: string): Promise<T[]> {
  const items: T[] = []
  for (let url: string | undefined = first; url;) {
    const page: Page<T> = (await session.door.send<Page<T>>('ResourceManager', { method: 'GET', url })).body
    items.push(...(page.value ?? []))
    url = page.nextLink ?? undefined
  }
  return items
}
