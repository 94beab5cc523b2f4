import { stringify } from 'yaml'
import { parseReference } from '../images.ts'
import type { OutputImage } from './run-document.ts'

/** The list of images and what they were built upon, with which a log ends. */
export function describeDependencies(outputs: OutputImage[], base: string | undefined): string[] {
  if (outputs.length === 0) return []
  const runtime = base === undefined ? undefined : describeBase(base)
  const list = outputs.map(image => ({
    image,
    ...(runtime && { 'runtime-dependency': runtime }),
    git: {},
  }))
  return [
    'The following dependencies were found:',
    '',
    ...stringify(list, { aliasDuplicateObjects: false }).split('\n'),
  ]
}

function describeBase(base: string) {
  const parsed = parseReference(base)
  if (!parsed) return { repository: base }
  const { registry, repository, tagOrDigest } = parsed
  return { registry, repository, [tagOrDigest.includes(':') ? 'digest' : 'tag']: tagOrDigest }
}
