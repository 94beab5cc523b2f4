import { timeOf, type Sort } from './random-workspace.ts'

export const digestOf = (image: number): string => `sha256:${String(image).repeat(64)}`

const OCI = 'application/vnd.oci.image'

/** Manifest of image 1 to 4: the second is attached to the first, the fourth is a platform of the third. */
export const manifestOf = (digest: string): object => {
  if (digest === digestOf(2)) return { subject: { digest: digestOf(1) } }
  return digest === digestOf(3) ? { manifests: [{ digest: digestOf(4) }] } : {}
}

/** Two may be locked: one by itself, the attachment by its tag. */
export const image: Sort = ({ days, coin }, index) => {
  const tag = `t${index + 1}`
  const isLocked = coin && index === 3
  const isTagLocked = coin && index === 1
  return {
    list: 'images',
    days,
    document: {
      digest: digestOf(index + 1),
      tags: [tag],
      createdTime: timeOf(days),
      mediaType: index === 2 ? `${OCI}.index.v1+json` : `${OCI}.manifest.v1+json`,
      changeableAttributes: { deleteEnabled: !isLocked },
      lockedTags: isTagLocked ? [tag] : [],
    },
    name: `r:${tag}`,
    needs: [
      ...(index === 0 ? ['r:t2'] : []),
      ...(index === 2 ? ['r:t4'] : []),
      ...(isTagLocked ? ['r:t1'] : []),
    ],
    mustStay: isLocked || isTagLocked,
  }
}
