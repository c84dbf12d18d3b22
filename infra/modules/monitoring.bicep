// Where the Functions host and the hub's log go, and whom an alert is sent to.

param workspaceName string
param insightsName string
param actionGroupName string
param location string
param tags object

@description('Days for which logs are kept. The first 31 are in the price of taking them in.')
@minValue(30)
@maxValue(730)
param logDays int

@description('Gigabytes a day after which nothing more is taken in: a bound on what a flood can cost. -1 for none.')
param dailyGigabytes int

@description('E-mail addresses of who runs the hub.')
param operators string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
    workspaceCapping: { dailyQuotaGb: dailyGigabytes }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    DisableIpMasking: false
  }
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'hub'
    enabled: true
    emailReceivers: [
      for (address, at) in operators: {
        name: 'operator-${at + 1}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

output workspaceId string = workspace.id
output insightsId string = insights.id
output connectionString string = insights.properties.ConnectionString
output actionGroupId string = actionGroup.id
