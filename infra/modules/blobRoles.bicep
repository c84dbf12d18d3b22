// Who may do what with which container. Nobody has a role on the whole account.

import { claimsContainer, hostContainers, hubContainers, packageContainer, policyContainer, roles } from '../names.bicep'

param storageName string

@description('The hub\'s identity.')
param hubPrincipalId string

@description('Object id of the identity that releases packages (infra/release.sh); empty for none.')
param releaserPrincipalId string

@description('Object ids of who collects from a queue or topic of the hub, and takes up what was too large for the broker.')
param claimReaders string[]

@description('Object ids of groups whose members change policy files.')
param policyEditors string[]

var rights = concat(
  map(hubContainers, name => { container: name, role: roles.blobContributor, principal: hubPrincipalId, type: 'ServicePrincipal' }),
  map(hostContainers, name => { container: name, role: roles.blobOwner, principal: hubPrincipalId, type: 'ServicePrincipal' }),
  [
    { container: policyContainer, role: roles.blobReader, principal: hubPrincipalId, type: 'ServicePrincipal' }
    // The platform unpacks the package with the hub's identity, and writes beside it what it found.
    { container: packageContainer, role: roles.blobContributor, principal: hubPrincipalId, type: 'ServicePrincipal' }
  ],
  empty(releaserPrincipalId) ? [] : [{ container: packageContainer, role: roles.blobContributor, principal: releaserPrincipalId, type: 'ServicePrincipal' }],
  map(claimReaders, reader => { container: claimsContainer, role: roles.blobReader, principal: reader, type: 'ServicePrincipal' }),
  map(policyEditors, editor => { container: policyContainer, role: roles.blobContributor, principal: editor, type: 'Group' })
)

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource containers 'containers' existing = [for right in rights: { name: right.container }]
  }
}

resource assigned 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (right, at) in rights: {
    name: guid(account::blobs::containers[at].id, right.role, right.principal)
    scope: account::blobs::containers[at]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', right.role)
      principalId: right.principal
      principalType: right.type
    }
  }
]
