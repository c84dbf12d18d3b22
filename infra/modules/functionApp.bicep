// The app on Flex Consumption: the Functions host starts the hub's executable as a custom handler.

import { managedIdentityAssertion, packageContainer } from '../names.bicep'

param planName string
param name string
param location string
param tags object
param identityId string
param blobEndpoint string

@description('Every app setting, name and value; secrets as Key Vault references. What isn\'t here is removed by a deployment.')
param settings { name: string, value: string }[]

@description('Memory of an instance in MB. A return may hold two documents of 20 MB, several at a time.')
@allowed([512, 2048, 4096])
param instanceMemory int

@minValue(1)
@maxValue(1000)
param mostInstances int

@description('Instances that are always there for HTTP: no cold start, at a price.')
@minValue(0)
param readyInstances int

@description('Requests that one instance answers at a time.')
@minValue(1)
param requestsPerInstance int

@description('Subnet out of which the app speaks; empty for none.')
param subnetId string

@description('Application id of the hub in Entra; empty to leave tokens to the hub alone, where they come from another issuer.')
param entraClientId string

@description('Client id of the registration that people sign in to for the pages; empty for no pages.')
param signInClientId string

@description('What a token must be for.')
param audience string

@description('Addresses that need no token.')
param openPaths string[]

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${packageContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'custom', version: '1.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: mostInstances
        alwaysReady: readyInstances == 0 ? [] : [{ name: 'http', instanceCount: readyInstances }]
        triggers: { http: { perInstanceConcurrency: requestsPerInstance } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      appSettings: settings
    }
  }
}

// No user name and password for publishing.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

// A second wall before the hub's own: what has neither a valid token of this tenant for this audience nor a session of the sign-in doesn't reach it. The hub
// checks every token itself, roles and organisation too; of what this wall adds it reads the ID token alone, and checks that like any other.
var hasPages = !empty(signInClientId)

resource easyAuth 'Microsoft.Web/sites/config@2024-04-01' = if (!empty(entraClientId)) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: hasPages ? 'RedirectToLoginPage' : 'Return401'
      redirectToProvider: hasPages ? 'azureactivedirectory' : null
      excludedPaths: openPaths
    }
    httpSettings: { requireHttps: true }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: hasPages ? signInClientId : entraClientId
          // No secret: the setting names the app's managed identity, which the registration trusts by a federated credential.
          clientSecretSettingName: hasPages ? managedIdentityAssertion : null
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: { allowedAudiences: [audience] }
      }
    }
    // Without the token store the ID token isn't handed on, and nobody is known to the pages.
    login: { tokenStore: { enabled: hasPages } }
  }
}

output name string = app.name
output host string = app.properties.defaultHostName
