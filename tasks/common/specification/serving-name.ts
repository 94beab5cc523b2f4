import { checked, worded } from './schema/refine.ts'
import { text } from './schema/scalars.ts'

/** The official client's pattern, with its 3 to 32 characters. */
export const SERVING_NAME = {
  pattern: /^[a-zA-Z][-a-zA-Z0-9]{1,30}[a-zA-Z0-9]$/,
  expected: 'a name of 3 to 32 letters, digits and hyphens, a letter first and no hyphen last',
}

/** The name of an endpoint or a deployment. */
export const servingName = worded(
  SERVING_NAME.expected,
  checked(text, (value, at) => {
    if (!SERVING_NAME.pattern.test(value)) at.reject(`${SERVING_NAME.expected} is expected, not ${at.found}.`)
  }),
)
