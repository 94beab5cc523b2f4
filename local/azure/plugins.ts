import type { AzurePlugin } from './core/world.ts'
import { authorization } from './authorization/plugin.ts'
import { devops } from './devops/plugin.ts'
import { entra } from './entra/plugin.ts'
import { keyVault } from './keyvault/plugin.ts'
import { kubernetes } from './kubernetes/plugin.ts'
import { machineLearning } from './machinelearning/plugin.ts'
import { mlflow } from './mlflow/plugin.ts'
import { containerRegistry } from './registry/plugin.ts'
import { resourceManager } from './resource-manager/plugin.ts'
import { storage } from './storage/plugin.ts'
import { virtualMachines } from './virtual-machines/plugin.ts'

/** The services of local Azure, in the order in which they register and seed. */
export const plugins: AzurePlugin[] = [
  entra,
  devops,
  resourceManager,
  authorization,
  virtualMachines,
  storage,
  keyVault,
  containerRegistry,
  kubernetes,
  machineLearning,
  mlflow,
]
