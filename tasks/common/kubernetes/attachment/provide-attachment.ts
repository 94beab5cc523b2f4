import { TaskError } from '../../errors.ts'
import { awaitSettled } from '../../machinelearning/compute/await-settled.ts'
import { lookThenWrite, type Written } from '../look-then-write.ts'
import { putAttachment, type Attachment } from './attach-compute.ts'
import { attachmentDifferences } from './attachment-differences.ts'
import type { AttachmentSpec } from './attachment-spec.ts'
import { findAttachment, type KubernetesCompute } from './attachment.ts'

type Tags = Readonly<Record<string, string>>

/** The compute, attached. One whose attachment failed is attached once more. */
export function provideAttachment(
  attachment: Attachment,
  spec: AttachmentSpec,
  tags: Tags,
): Promise<KubernetesCompute> {
  let tried = false
  return lookThenWrite(attachment.workspace.session, written(attachment), async () => {
    const found = await settledAttachment(attachment)
    if (found?.properties.provisioningState === 'Succeeded') return { done: found }
    if (found && tried) throw failed(found)
    return {
      write: async () => {
        tried = true
        await putAttachment(attachment, spec, tags, found)
      },
    }
  })
}

/** Writes what was asked for over what the compute has. */
export const updateAttachment = (
  attachment: Attachment,
  spec: AttachmentSpec,
  tags: Tags,
): Promise<KubernetesCompute> =>
  lookThenWrite(attachment.workspace.session, written(attachment), async () => {
    const found = await settledAttachment(attachment)
    const isAsked = found && attachmentDifferences(spec, tags, found).length === 0
    if (isAsked) return { done: found }
    return { write: () => putAttachment(attachment, spec, tags, found) }
  })

const written = ({ name, deadline }: Attachment): Written => ({ what: `compute ${name}`, deadline })

const settledAttachment = ({
  workspace,
  name,
  deadline,
}: Attachment): Promise<KubernetesCompute | undefined> =>
  awaitSettled(workspace.session, {
    what: `Compute ${name}`,
    deadline,
    look: () => findAttachment(workspace, name),
    stateOf: ({ properties }) => properties.provisioningState,
  })

function failed({ name, properties }: KubernetesCompute): TaskError {
  const reasons = (properties.provisioningErrors ?? []).flatMap(({ error }) =>
    error ? [[error.code, error.message].filter(Boolean).join(': ')] : [],
  )
  return new TaskError(`Compute ${name} is ${properties.provisioningState}. ${reasons.join(' ')}`.trim(), {
    remedy:
      'The cluster and its extension stay. Correct what it says, detach the compute (az ml compute detach), and run again.',
  })
}
