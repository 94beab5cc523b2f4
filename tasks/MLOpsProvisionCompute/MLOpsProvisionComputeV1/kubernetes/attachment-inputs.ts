import type { InputReader } from '../../../common/host/input-reader.ts'
import type { AttachmentSpec } from '../../../common/kubernetes/attachment/attachment-spec.ts'
import { fragment } from '../../../common/specification/fragment.ts'
import { instanceTypes } from '../../../common/specification/read-compute-file.ts'

export type AttachmentForm = Pick<AttachmentSpec, 'namespace' | 'instanceTypes' | 'defaultInstanceType'>

const NAMESPACE = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  expected: 'a Kubernetes namespace (at most 63 small letters, digits and hyphens)',
}

export function readAttachmentForm(read: InputReader): AttachmentForm {
  const form = {
    namespace: read.text('namespace', NAMESPACE),
    // A YAML mapping of names to what CLI v2's file has below properties.instanceTypes.
    instanceTypes: fragment(read, 'instanceTypes', instanceTypes),
    defaultInstanceType: read.text('defaultInstanceType'),
  }
  const { instanceTypes: types, defaultInstanceType: named } = form
  if (types && named !== undefined && !Object.hasOwn(types, named))
    read.reject('defaultInstanceType', `"${named}" is none of the instanceTypes.`)
  return form
}
