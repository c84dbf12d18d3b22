// The hub that children depend on.
using 'main.bicep'

param environmentName = 'live'
param operators = ['hub-operations@trust.example', 'on-call@trust.example']
param entraClientId = readEnvironmentVariable('HUB_ENTRA_CLIENT_ID', '')
param signInAudience = readEnvironmentVariable('HUB_SIGN_IN_CLIENT_ID', '')
param releaserPrincipalId = readEnvironmentVariable('HUB_RELEASER_PRINCIPAL_ID', '')

// clamd in the hub's network, see README.md: without its answer no document is kept.
param scanner = 'tcp://10.40.0.132:3310'
param policyBlobs = 'policies/'
param retentionDays = ''
param notifyTemplate = readEnvironmentVariable('HUB_NOTIFY_TEMPLATE', '')
param hasAlertWebhook = true

param serviceBusSku = 'Premium'
param serviceBusUnits = 1
param isPrivate = true
param storageSku = 'Standard_GZRS'
param softDeleteDays = 30
param versionDays = 30
param auditDays = 2190
param readyInstances = 1
param mostInstances = 100
param dailyGigabytes = 5
param budget = 1500
param budgetFrom = '2026-12-01'
