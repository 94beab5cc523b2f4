import { AzureError } from '../core/errors.ts'

/** The error answer of Azure DevOps' REST API. */
const devopsError = (status: number, typeKey: string, message: string) =>
  new AzureError(status, {
    $id: '1',
    innerException: null,
    message,
    typeName: `Microsoft.VisualStudio.Services.${typeKey}`,
    typeKey,
    errorCode: 0,
    eventId: 3000,
  })

export const unauthorized = () =>
  devopsError(
    401,
    'UnauthorizedRequestException',
    'TF400813: The user is not authorized to access this resource. A System.AccessToken of the running job is needed.',
  )

export const foreignJob = () =>
  devopsError(
    403,
    'AccessCheckException',
    'TF400813: The job access token is not authorized for this plan and job.',
  )

export const versionMissing = () =>
  devopsError(
    400,
    'VssVersionNotSpecifiedException',
    'No api-version was supplied for the "POST" request. The version must be supplied either as part of the Accept header or as a query parameter.',
  )

export const unknownConnection = (id: string) =>
  devopsError(
    404,
    'ServiceEndpointNotFoundException',
    `No service connection found with identifier ${id}, or this pipeline is not authorized to use it.`,
  )

export const noFederation = (name: string) =>
  devopsError(
    400,
    'InvalidServiceEndpointException',
    `The service connection '${name}' does not use workload identity federation.`,
  )
