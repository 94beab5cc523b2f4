import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageLayout } from '../../../registry/layout/layout.ts'
import type { Layer } from './layer.ts'

/** Layers by what they were made of, so that what was installed once is not installed again. */
export interface LayerCache {
  /** Undefined where there is none, or the registry has forgotten it. */
  find(key: string): Layer | undefined
  keep(key: string, layer: Layer): void
}

export const layerKey = (...ingredients: string[]): string =>
  createHash('sha256').update(JSON.stringify(ingredients)).digest('hex')

export function openLayerCache({ directory, content }: ImageLayout): LayerCache {
  const folder = join(directory, 'layers')
  const fileOf = (key: string) => join(folder, `${key}.json`)
  return {
    find(key) {
      if (!existsSync(fileOf(key))) return undefined
      const layer = JSON.parse(readFileSync(fileOf(key), 'utf8')) as Layer
      return content.sizeOf(layer.digest) === layer.size ? layer : undefined
    },
    keep(key, layer) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(fileOf(key), JSON.stringify(layer))
    },
  }
}
