// An address of one service inside the hub's network, and its name there.

param name string
param location string
param tags object
param subnetId string
param targetId string

@description('Part of the service: blob, queue, vault, namespace.')
param part string
param zone string

resource dns 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zone
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: name
        properties: { privateLinkServiceId: targetId, groupIds: [part] }
      }
    ]
  }
}

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [{ name: part, properties: { privateDnsZoneId: dns.id } }]
  }
}
