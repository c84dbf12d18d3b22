// The dashboard: what the hub tells by OpenTelemetry, once a collector sends it on to Application Insights (docs/observability.md).

param location string
param tags object
param insightsId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'hub')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'IntegrationHub'
    category: 'workbook'
    sourceId: insightsId
    serializedData: loadTextContent('../dashboards/hub.workbook.json')
  }
}
