// The hub's storage account: cases, documents, audit, the package, and queues where they are the broker. No shared keys: Entra only.

import { auditContainer, claimsContainer, hostContainers, hubContainers, packageContainer, policyContainer } from '../names.bicep'

param name string
param location string
param tags object

@description('ZRS keeps three copies in three zones; GZRS a further three in the paired region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param sku string

@description('True when the account is reached through private endpoints only.')
param isPrivate bool

@description('Days in which a blob or a container that was deleted can be had back.')
@minValue(7)
@maxValue(365)
param softDeleteDays int

@description('Days after which an earlier version of a blob is deleted. Together with softDeleteDays this is how long a removed case can still be had back.')
@minValue(1)
param versionDays int

@description('Days in which nothing of the audit can be changed or deleted, by nobody. 0 for no such rule. It can be locked once and for all, see docs/operations.md.')
@minValue(0)
param auditDays int

@description('Names of the queues; empty where Service Bus is the broker.')
param queues string[]

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: { blob: { enabled: true }, queue: { enabled: true, keyType: 'Account' } }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in concat(hubContainers, [policyContainer, packageContainer], hostContainers): {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

// Appending goes on; changing and deleting doesn't, until a line is this old.
resource auditIsKept 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = if (auditDays > 0) {
  name: '${name}/default/${auditContainer}/default'
  properties: {
    immutabilityPeriodSinceCreationInDays: auditDays
    allowProtectedAppendWrites: true
  }
  dependsOn: [containers]
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = if (!empty(queues)) {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queueName in queues: {
    parent: queueService
    name: queueName
  }
]

// Entries of the index come and go with every change of a case and hold nothing: their versions are of no use the day after.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'versions-of-the-index'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['index/'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: 1 } } }
          }
        }
        {
          name: 'earlier-versions'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: versionDays } } }
          }
        }
        {
          name: 'old-documents-are-seldom-read'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['documents/'] }
            actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 180 } } }
          }
        }
        {
          name: 'claims-that-everybody-has-taken-up'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${claimsContainer}/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } }
          }
        }
        {
          name: 'packages-that-nobody-goes-back-to'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${packageContainer}/kept/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 180 } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

output id string = account.id
output blobEndpoint string = account.properties.primaryEndpoints.blob
