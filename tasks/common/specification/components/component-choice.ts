import { mapped, shapes, text, worded, type Cursor, type Schema } from '../schema/index.ts'

/** What azure-ai-ml says of where a component was written: within the job, or in a file of its own. */
export type ComponentOrigin = 'YAML.JOB' | 'YAML.COMPONENT'

/** The component of a node: registered (the reference as it stands in the file), or described here. */
export type ComponentChoice<C> =
  { readonly reference: string } | { readonly component: C; readonly origin: ComponentOrigin }

/** `azureml:NAME:VERSION`, a registry's URI or an ARM id, or the path of a component file. */
const byName = <C>(component: Schema<C>): Schema<ComponentChoice<C>> =>
  worded(
    'a component file, or azureml:NAME:VERSION, azureml:NAME@latest, an ARM id or a registry URI',
    mapped(text, (value, at): ComponentChoice<C> | undefined => {
      if (isReference(value)) return reference(value, at)
      const file = at.load(value.replace(/^file:(\/\/)?/, ''), component)
      if (file === undefined) return undefined
      return { component: file, origin: value.startsWith('file:') ? 'YAML.JOB' : 'YAML.COMPONENT' }
    }),
  )

/** A component by name, by file, or written in place. */
export const componentOf = <C>(component: Schema<C>): Schema<ComponentChoice<C>> =>
  shapes({
    scalar: byName(component),
    mapping: mapped(component, (inline): ComponentChoice<C> => ({ component: inline, origin: 'YAML.JOB' })),
  })

/** A component by name or by file: a pipeline cannot be written within another. */
export const namedComponentOf = <C>(component: Schema<C>): Schema<ComponentChoice<C>> =>
  shapes({ scalar: byName(component) })

export const isReference = (value: string): boolean => /^(azureml:|\/subscriptions\/)/.test(value)

const REFERENCE =
  /^([^:@/]+(:[^:@/]+|@[^:@/]+)|\/subscriptions\/.+|\/\/registries\/[^/]+\/components\/[^/]+\/(versions|labels)\/[^/]+)$/

function reference(value: string, at: Cursor): { reference: string } | undefined {
  if (REFERENCE.test(value.replace(/^azureml:/, ''))) return { reference: value }
  at.reject(
    `"${value}" names no version of a component; write azureml:NAME:VERSION, azureml:NAME@latest, an ARM id or azureml://registries/REGISTRY/components/NAME/versions/VERSION.`,
  )
  return undefined
}
