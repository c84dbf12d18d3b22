// Who may do what with which storage queue, where storage queues are the broker. Nobody has a role on all of them.

import { alertsTopic, eventsQueue, poisonEnding, receivedQueues, roles } from '../names.bicep'

param storageName string

@description('The hub\'s identity.')
param hubPrincipalId string

@description('Object ids of the councils\' case systems that notify by queue. A queue message has no token: who may write speaks for any council.')
param notificationSenders string[]

@description('Object ids of the health teams\' systems that return assessments by queue.')
param returnSenders string[]

@description('Object ids of who collects events for social care.')
param eventReceivers string[]

var received = concat(receivedQueues, [alertsTopic])
var rights = concat(
  // The hub and its host listen, send again what an operator replays, move what fails to the poison queue, and make what is missing.
  map(concat(received, map(received, name => '${name}${poisonEnding}'), [eventsQueue, '${eventsQueue}${poisonEnding}']), name => {
    queue: name
    role: roles.queueContributor
    principal: hubPrincipalId
  }),
  map(notificationSenders, sender => { queue: receivedQueues[0], role: roles.queueSender, principal: sender }),
  map(returnSenders, sender => { queue: receivedQueues[1], role: roles.queueSender, principal: sender }),
  map(eventReceivers, receiver => { queue: eventsQueue, role: roles.queueProcessor, principal: receiver })
)

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName

  resource service 'queueServices' existing = {
    name: 'default'

    resource queues 'queues' existing = [for right in rights: { name: right.queue }]
  }
}

resource assigned 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (right, at) in rights: {
    name: guid(account::service::queues[at].id, right.role, right.principal)
    scope: account::service::queues[at]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', right.role)
      principalId: right.principal
      principalType: 'ServicePrincipal'
    }
  }
]
