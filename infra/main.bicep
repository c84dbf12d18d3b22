// The hub in one resource group. What it makes, and what that costs: README.md.

import { alertsTopic, eventsQueue, managedIdentityAssertion, poisonEnding, receivedQueues } from 'names.bicep'

@description('Which hub this is; part of every name.')
@minLength(2)
@maxLength(8)
param environmentName string

@description('Where everything is. It stays in the UK: uksouth or ukwest.')
@allowed(['uksouth', 'ukwest'])
param location string = 'uksouth'

@description('Who looks after it: e-mail addresses for alerts and the budget.')
@minLength(1)
param operators string[]

// --- who may speak to it ---

@description('Application (client) id of the hub in Entra: its tokens\' audience, and Easy Auth. Empty where another issuer signs.')
param entraClientId string = ''

@description('Who signs tokens, for whom, and where the keys are. Default: this tenant, for entraClientId, keys as its OpenID configuration names them.')
param authIssuer string = '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
param authAudience string = entraClientId
param authKeys string = ''

@description('Object ids of the systems of partners that speak by queue (not needed for HTTP).')
param notificationSenders string[] = []
param returnSenders string[] = []
param eventReceivers string[] = []
param alertSubscribers { subscription: string, principal: string }[] = []

@description('Object id of the identity that releases packages, and of groups that change policy files.')
param releaserPrincipalId string = ''
param policyEditors string[] = []

// --- how it works: settings of the hub, see README.md of the repository ---

@description('clamd as tcp://host:3310, or off. Documents come from outside: that nobody scans them is said by somebody, never by an absence.')
param scanner string

@description('What links begin with; empty for the app\'s own name.')
param publicUrl string = ''

@description('Blobs of the container policies, such as policies/; empty for the built-in policy. Upload files first: an empty folder is a fault.')
param policyBlobs string = ''

@description('File of further codings in the package; empty for what is built in.')
param terminologyFile string = ''

@description('URL prefixes under which FHIR Subscriptions may have their endpoint, by comma; empty for none.')
param subscriptionEndpoints string = ''

@description('Where bank holidays are read; empty for GOV.UK, off for nowhere.')
param bankHolidaysUrl string = ''

@description('Requests a minute and client; empty for the hub\'s default.')
param ratePerMinute string = ''

@description('Client id of the app registration that people sign in to for the pages, another than entraClientId and only beside it; empty for no pages. README.md says how it is made.')
param signInAudience string = ''

@description('Days after the end of care when a case is removed; empty for never.')
param retentionDays string = ''

@description('Template of GOV.UK Notify; empty for no e-mail. Its API key is the secret notify-api-key.')
param notifyTemplate string = ''

@description('Empty for GOV.UK Notify itself.')
param notifyUrl string = ''

@description('True when alerts go to a webhook: its address is the secret alert-webhook, what signs it alert-webhook-secret.')
param hasAlertWebhook bool = false

@description('Where OpenTelemetry is sent (OTLP), such as a collector; empty for nowhere.')
param otlpEndpoint string = ''

@description('How it takes it; empty for http/protobuf.')
@allowed(['', 'http/protobuf', 'grpc'])
param otlpProtocol string = ''

// --- how much of it ---

@description('service-bus, or storage-queues for the smallest hub: messages up to 48 KiB, no topic, no subscriptions.')
@allowed(['service-bus', 'storage-queues'])
param broker string = 'service-bus'

@allowed(['Standard', 'Premium'])
param serviceBusSku string = 'Standard'

@description('Messaging units; Premium only.')
@allowed([1, 2, 4, 8, 16])
param serviceBusUnits int = 1

@description('Private endpoints for storage, Key Vault and (Premium) Service Bus, in a network of the hub\'s own.')
param isPrivate bool = false
param networkAddresses string = '10.40.0.0/24'

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'
param softDeleteDays int = 14
param versionDays int = 30
param auditDays int = 2190

@allowed([512, 2048, 4096])
param instanceMemory int = 2048
param mostInstances int = 40
param readyInstances int = 0
param requestsPerInstance int = 16

param logDays int = 90
param dailyGigabytes int = 2

@description('Monthly, in the currency of the subscription; and the first day of the month from which it counts.')
param budget int
param budgetFrom string

var tags = { service: 'integrationhub', environment: environmentName }
var unique = uniqueString(resourceGroup().id)
var base = 'hub-${environmentName}'
var appName = '${base}-${unique}'
var storageName = take('st${environmentName}${unique}', 24)
var vaultName = take('kv-${environmentName}-${unique}', 24)
var busName = 'sb-${base}-${unique}'
var insightsName = 'appi-${base}'
var isServiceBus = broker == 'service-bus'
var isBusPrivate = isPrivate && isServiceBus && serviceBusSku == 'Premium'
var storageQueues = isServiceBus ? [] : flatten(map(concat(receivedQueues, [alertsTopic, eventsQueue]), name => [name, '${name}${poisonEnding}']))

// Names under which a service is found inside the network.
var blobZone = 'privatelink.blob.core.windows.net'
var queueZone = 'privatelink.queue.core.windows.net'
var vaultZone = 'privatelink.vaultcore.azure.net'
var busZone = 'privatelink.servicebus.windows.net'

module identity 'modules/identity.bicep' = {
  params: { name: 'id-${base}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: 'log-${base}'
    insightsName: insightsName
    actionGroupName: 'ag-${base}'
    location: location
    tags: tags
    logDays: logDays
    dailyGigabytes: dailyGigabytes
    operators: operators
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: storageName
    location: location
    tags: tags
    sku: storageSku
    isPrivate: isPrivate
    softDeleteDays: softDeleteDays
    versionDays: versionDays
    auditDays: auditDays
    queues: storageQueues
  }
}

module serviceBus 'modules/serviceBus.bicep' = if (isServiceBus) {
  params: {
    name: busName
    location: location
    tags: tags
    sku: serviceBusSku
    units: serviceBusUnits
    isPrivate: isPrivate
    partnerSubscriptions: map(alertSubscribers, subscriber => subscriber.subscription)
  }
}

module vault 'modules/keyVault.bicep' = {
  params: {
    name: vaultName
    location: location
    tags: tags
    isPrivate: isPrivate
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'modules/network.bicep' = if (isPrivate) {
  params: {
    name: 'vnet-${base}'
    location: location
    tags: tags
    addresses: networkAddresses
    zones: concat([blobZone, vaultZone], isBusPrivate ? [busZone] : [], isServiceBus ? [] : [queueZone])
  }
}

module blobEndpoint 'modules/privateEndpoint.bicep' = if (isPrivate) {
  params: {
    name: 'pe-${base}-blob'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: storage.outputs.id
    part: 'blob'
    zone: blobZone
  }
}

module queueEndpoint 'modules/privateEndpoint.bicep' = if (isPrivate && !isServiceBus) {
  params: {
    name: 'pe-${base}-queue'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: storage.outputs.id
    part: 'queue'
    zone: queueZone
  }
}

module vaultEndpoint 'modules/privateEndpoint.bicep' = if (isPrivate) {
  params: {
    name: 'pe-${base}-vault'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: vault.outputs.id
    part: 'vault'
    zone: vaultZone
  }
}

module busEndpoint 'modules/privateEndpoint.bicep' = if (isBusPrivate) {
  params: {
    name: 'pe-${base}-namespace'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: serviceBus!.outputs.id
    part: 'namespace'
    zone: busZone
  }
}

module blobRoles 'modules/blobRoles.bicep' = {
  params: {
    storageName: storageName
    hubPrincipalId: identity.outputs.principalId
    releaserPrincipalId: releaserPrincipalId
    policyEditors: policyEditors
    claimReaders: union(eventReceivers, map(alertSubscribers, subscriber => subscriber.principal))
  }
  dependsOn: [storage]
}

module queueRoles 'modules/queueRoles.bicep' = if (!isServiceBus) {
  params: {
    storageName: storageName
    hubPrincipalId: identity.outputs.principalId
    notificationSenders: notificationSenders
    returnSenders: returnSenders
    eventReceivers: eventReceivers
  }
  dependsOn: [storage]
}

module busRoles 'modules/busRoles.bicep' = if (isServiceBus) {
  params: {
    busName: busName
    hubPrincipalId: identity.outputs.principalId
    notificationSenders: notificationSenders
    returnSenders: returnSenders
    eventReceivers: eventReceivers
    alertSubscribers: alertSubscribers
  }
  dependsOn: [serviceBus]
}

module appRoles 'modules/appRoles.bicep' = {
  params: {
    hubPrincipalId: identity.outputs.principalId
    vaultName: vaultName
    insightsName: insightsName
  }
  dependsOn: [vault, monitoring]
}

// Signing in is Easy Auth's: where it is off, there are no pages.
var signInClientId = empty(entraClientId) ? '' : signInAudience

// The hub's own settings. An empty one isn't set, so that its default holds.
var hubSettings = {
  HUB_BROKER: broker
  HUB_AUTH_ISSUER: authIssuer
  HUB_AUTH_AUDIENCE: authAudience
  HUB_AUTH_JWKS: authKeys
  HUB_PUBLIC_URL: empty(publicUrl) ? 'https://${appName}.azurewebsites.net' : publicUrl
  HUB_TERMINOLOGY: terminologyFile
  HUB_SUBSCRIPTION_ENDPOINTS: subscriptionEndpoints
  HUB_POLICY: empty(policyBlobs) ? '' : 'blob:${policyBlobs}'
  HUB_BANK_HOLIDAYS_URL: bankHolidaysUrl
  HUB_SCANNER: scanner
  HUB_RATE_PER_MINUTE: ratePerMinute
  HUB_SIGN_IN_AUDIENCE: signInClientId
  HUB_RETENTION_DAYS: retentionDays
  HUB_NOTIFY_TEMPLATE: notifyTemplate
  HUB_NOTIFY_URL: notifyUrl
  OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint
  OTEL_EXPORTER_OTLP_PROTOCOL: otlpProtocol
}

// Secrets, by the names that they have in Key Vault.
var secretSettings = union(
  empty(notifyTemplate) ? {} : { HUB_NOTIFY_API_KEY: 'notify-api-key' },
  hasAlertWebhook ? { HUB_ALERT_WEBHOOK: 'alert-webhook', HUB_ALERT_WEBHOOK_SECRET: 'alert-webhook-secret' } : {}
)

// What the Functions host and the libraries of Azure read. AzureWebJobsStorage__accountName is read by the hub too.
var hostSettings = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.outputs.clientId
  AZURE_CLIENT_ID: identity.outputs.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
}
var busSettings = isServiceBus
  ? {
      HUB_SERVICE_BUS_TIER: toLower(serviceBusSku)
      ServiceBus__fullyQualifiedNamespace: '${busName}.servicebus.windows.net'
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identity.outputs.clientId
    }
  : {}

// Easy Auth proves itself to Entra as this identity.
var signInSettings = empty(signInClientId) ? {} : { '${managedIdentityAssertion}': identity.outputs.clientId }

module app 'modules/functionApp.bicep' = {
  params: {
    planName: 'plan-${base}'
    name: appName
    location: location
    tags: tags
    identityId: identity.outputs.id
    blobEndpoint: storage.outputs.blobEndpoint
    instanceMemory: instanceMemory
    mostInstances: mostInstances
    readyInstances: readyInstances
    requestsPerInstance: requestsPerInstance
    subnetId: isPrivate ? network!.outputs.appSubnetId : ''
    entraClientId: entraClientId
    signInClientId: signInClientId
    audience: authAudience
    openPaths: ['/hub/health/live', '/hub/health/ready', '/hub/fhir/metadata', '/hub/fhir/CodeSystem', '/hub/fhir/ValueSet']
    settings: concat(
      map(items(hostSettings), setting => { name: setting.key, value: setting.value }),
      map(items(busSettings), setting => { name: setting.key, value: setting.value }),
      map(items(signInSettings), setting => { name: setting.key, value: setting.value }),
      filter(map(items(hubSettings), setting => { name: setting.key, value: setting.value }), setting => !empty(setting.value)),
      map(items(secretSettings), setting => {
        name: setting.key
        value: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=${setting.value})'
      })
    )
  }
  // Without its roles the app would start and find nothing that it may touch.
  dependsOn: [vault, blobRoles, queueRoles, busRoles, appRoles, blobEndpoint, queueEndpoint, vaultEndpoint, busEndpoint]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
    actionGroupId: monitoring.outputs.actionGroupId
    busName: isServiceBus ? busName : ''
  }
  dependsOn: [serviceBus]
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    tags: tags
    insightsId: monitoring.outputs.insightsId
  }
}

module spending 'modules/budget.bicep' = {
  params: {
    name: 'budget-${base}'
    amount: budget
    operators: operators
    from: budgetFrom
  }
}

output appName string = app.outputs.name
output url string = 'https://${app.outputs.host}'
output storageName string = storageName
output vaultName string = vaultName
output identityPrincipalId string = identity.outputs.principalId
