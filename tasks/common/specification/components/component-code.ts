import { code } from '../job/code.ts'
import { byPlace, mapped, text, worded } from '../schema/index.ts'

const REGISTRY = /^azureml:\/\/(?:registries|feeds)\/([^/]+\/codes\/[^/]+\/versions\/[^/]+)$/

/** Code in a registry, which only components may use. `feeds` is an old word for registries. */
const registryCode = worded(
  'azureml://registries/REGISTRY/codes/NAME/versions/VERSION',
  mapped(text, (value, at) => {
    const [, path] = REGISTRY.exec(value) ?? []
    if (path !== undefined) return `azureml://registries/${path}`
    at.reject(`"${value}" is no code; write azureml://registries/REGISTRY/codes/NAME/versions/VERSION.`)
    return undefined
  }),
)

/** The code of a component: what a job may name, or code in a registry. */
export const componentCode = byPlace(at => (at.text?.startsWith('azureml://') ? 'inRegistry' : 'ofJob'), {
  inRegistry: registryCode,
  ofJob: code,
})
