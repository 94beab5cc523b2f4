import { join } from 'node:path'
import type { World } from '../../core/world.ts'
import { type ContentStore, openContent } from './content.ts'
import { type ManifestIndex, openIndex } from './image-index.ts'

/** What a registry holds, as an OCI image layout on disk that other tools can read too. */
export interface ImageLayout {
  directory: string
  content: ContentStore
  index: ManifestIndex
  /** Forgets every image. */
  clear(): void
}

const layouts = new WeakMap<World['store'], ImageLayout>()

/** The layout of this local Azure's registry, `registry/` in its state directory; opened once. */
export function layoutOf({
  store,
  stateDirectory,
  clock,
}: Pick<World, 'store' | 'stateDirectory' | 'clock'>): ImageLayout {
  const layout = layouts.get(store) ?? openLayout(join(stateDirectory, 'registry'), () => clock.now())
  layouts.set(store, layout)
  return layout
}

function openLayout(directory: string, now: () => Date): ImageLayout {
  const content = openContent(directory)
  const index = openIndex(directory, now)
  const clear = () => {
    index.clear()
    content.clear()
  }
  return { directory, content, index, clear }
}
