// A hub to try things on, with invented children only.
using 'main.bicep'

param environmentName = 'dev'
param operators = ['hub-operations@trust.example']
param entraClientId = readEnvironmentVariable('HUB_ENTRA_CLIENT_ID', '')
param signInAudience = readEnvironmentVariable('HUB_SIGN_IN_CLIENT_ID', '')
param releaserPrincipalId = readEnvironmentVariable('HUB_RELEASER_PRINCIPAL_ID', '')
param scanner = 'off'
param storageSku = 'Standard_LRS'
param auditDays = 1
param logDays = 30
param dailyGigabytes = 1
param mostInstances = 40
param budget = 60
param budgetFrom = '2026-12-01'
