/** Microsoft's image with Python and conda, under the packages of a conda file where no other is named. */
export const DEFAULT_IMAGE = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'
