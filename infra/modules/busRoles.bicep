// Who may send to and receive from which queue, topic and subscription of Service Bus. Nobody has a role on the whole namespace.

import { alertsSubscription, alertsTopic, eventsQueue, receivedQueues, roles } from '../names.bicep'

param busName string

@description('The hub\'s identity.')
param hubPrincipalId string

@description('Object ids of the councils\' case systems that notify by queue. A queue message has no token: who may write speaks for any council.')
param notificationSenders string[]

@description('Object ids of the health teams\' systems that return assessments by queue.')
param returnSenders string[]

@description('Object ids of who collects events for social care.')
param eventReceivers string[]

@description('Partners that get alerts: each subscription and the object id of who reads it.')
param alertSubscribers { subscription: string, principal: string }[]

// To the queues that it listens on the hub sends what an operator replays. Of the events it receives what the broker gave up on: CollectPoisonEvents.
var queueRights = concat(
  map(concat(receivedQueues, [eventsQueue]), name => { queue: name, role: roles.busReceiver, principal: hubPrincipalId }),
  map(concat(receivedQueues, [eventsQueue]), name => { queue: name, role: roles.busSender, principal: hubPrincipalId }),
  map(notificationSenders, sender => { queue: receivedQueues[0], role: roles.busSender, principal: sender }),
  map(returnSenders, sender => { queue: receivedQueues[1], role: roles.busSender, principal: sender }),
  map(eventReceivers, receiver => { queue: eventsQueue, role: roles.busReceiver, principal: receiver })
)
var subscriptionRights = concat([{ subscription: alertsSubscription, principal: hubPrincipalId }], alertSubscribers)

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: busName

  resource queues 'queues' existing = [for right in queueRights: { name: right.queue }]

  resource topic 'topics' existing = {
    name: alertsTopic

    resource subscriptions 'subscriptions' existing = [for right in subscriptionRights: { name: right.subscription }]
  }
}

resource onQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (right, at) in queueRights: {
    name: guid(namespace::queues[at].id, right.role, right.principal)
    scope: namespace::queues[at]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', right.role)
      principalId: right.principal
      principalType: 'ServicePrincipal'
    }
  }
]

resource onTopic 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::topic.id, roles.busSender, hubPrincipalId)
  scope: namespace::topic
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.busSender)
    principalId: hubPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource onSubscriptions 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (right, at) in subscriptionRights: {
    name: guid(namespace::topic::subscriptions[at].id, roles.busReceiver, right.principal)
    scope: namespace::topic::subscriptions[at]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.busReceiver)
      principalId: right.principal
      principalType: 'ServicePrincipal'
    }
  }
]
