import type { Servers, World } from '../core/world.ts'

const schema = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    registryTasks: { type: 'boolean' },
    roleAssignmentMode: { enum: ['LegacyRegistryPermissions', 'AbacRepositoryPermissions'] },
    imageBuilder: { enum: ['auto', 'own', 'engine'] },
  },
}

type Switches = Pick<World['config'], 'registryTasks' | 'roleAssignmentMode' | 'imageBuilder'>

/** `PUT /registry` of the control API: what Microsoft or an administrator would decide about a registry. */
export function registryControl({ config }: World, { control }: Servers): void {
  const switches = (): Switches => {
    const { registryTasks, roleAssignmentMode, imageBuilder } = config
    return { registryTasks, roleAssignmentMode, imageBuilder }
  }
  control.get('/registry', switches)
  control.put<{ Body: Partial<Switches> }>('/registry', { schema: { body: schema } }, ({ body }) => {
    Object.assign(config, body)
    return switches()
  })
}
