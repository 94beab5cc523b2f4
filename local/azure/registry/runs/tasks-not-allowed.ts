import { armError } from '../../core/errors.ts'
import type { AzureError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { RegistryDocument } from '../resource/registry-document.ts'

/** The answer to subscriptions that must not build, such as free trials; being Owner does not help. */
export const tasksNotAllowed = ({ settings }: World, { name }: RegistryDocument): AzureError =>
  armError(
    400,
    'TasksOperationsNotAllowed',
    `ACR Tasks requests for the registry ${name} and ${settings.subscriptionId} are not permitted. Please file an Azure support request at http://aka.ms/azuresupport for assistance.`,
    { target: 'request' },
  )
