import type { World } from '../../core/world.ts'
import { versionsOf } from '../assets/asset-routes.ts'
import type { Fields } from '../common/body.ts'

/** Microsoft's own environments in every workspace: those that a stand-in can play. */
const curated = [
  {
    name: 'AzureML-sklearn-0.24-ubuntu18.04-py37-cpu',
    version: '51',
    image: 'sklearn-0.24-ubuntu18.04-py37-cpu',
  },
  {
    name: 'AzureML-sklearn-1.0-ubuntu20.04-py38-cpu',
    version: '33',
    image: 'sklearn-1.0-ubuntu20.04-py38-cpu',
  },
]

/** Puts them where clients look for their versions, such as that of `@latest`. */
export function seedCurated(world: World, defaults: Fields): void {
  const createdAt = world.settings.createdAt
  for (const { name, version, image } of curated) {
    const id = `${world.workspaceArmId}/environments/${name}/versions/${version}`
    if (versionsOf(world, 'environments').has(id)) continue
    versionsOf(world, 'environments').put(id, {
      id,
      name: version,
      type: 'Microsoft.MachineLearningServices/workspaces/environments/versions',
      properties: {
        ...defaults,
        image: `mcr.microsoft.com/azureml/curated/${image}:${version}`,
        environmentType: 'Curated',
        provisioningState: 'Succeeded',
      },
      systemData: { createdAt, createdBy: 'Microsoft', createdByType: 'User', lastModifiedAt: createdAt },
    })
  }
}
