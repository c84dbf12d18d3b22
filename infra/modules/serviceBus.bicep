// The broker: two queues in, one out, and the topic of alerts. Entra only: no shared access signatures.

import { alertsSubscription, alertsTopic, eventsQueue, receivedQueues } from '../names.bicep'

param name string
param location string
param tags object

@description('Premium takes messages up to 100 MB, private endpoints and zones, at a price for each messaging unit. On Standard a message has 256 KB.')
@allowed(['Standard', 'Premium'])
param sku string

@description('Messaging units; Premium only.')
@allowed([1, 2, 4, 8, 16])
param units int

@description('True when the namespace is reached through private endpoints only; Premium only.')
param isPrivate bool

@description('Subscriptions of partners to the topic of alerts, beside the hub\'s own.')
param partnerSubscriptions string[]

var isPremium = sku == 'Premium'

// Long enough for a sender that was killed between sending and noting it, and asks again a minute later; short enough that a notice which is put
// back on purpose, or a parked message that an operator replays, isn't taken for one.
var duplicateWindow = 'PT10M'

// The hub parks at the last but one delivery; what is killed at every delivery is dead-lettered after this many.
var queueSettings = {
  maxDeliveryCount: 5
  lockDuration: 'PT5M'
  requiresDuplicateDetection: true
  duplicateDetectionHistoryTimeWindow: duplicateWindow
  deadLetteringOnMessageExpiration: true
  defaultMessageTimeToLive: 'P14D'
  maxSizeInMegabytes: 1024
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: isPremium ? { name: sku, tier: sku, capacity: units } : { name: sku, tier: sku }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate && isPremium ? 'Disabled' : 'Enabled'
    ...(isPremium ? { premiumMessagingPartitions: 1 } : {})
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in concat(receivedQueues, [eventsQueue]): {
    parent: namespace
    name: queue
    properties: isPremium ? union(queueSettings, { maxMessageSizeInKilobytes: 102400 }) : queueSettings
  }
]

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: alertsTopic
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: duplicateWindow
    defaultMessageTimeToLive: 'P14D'
    maxSizeInMegabytes: 1024
  }
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = [
  for subscription in concat([alertsSubscription], partnerSubscriptions): {
    parent: topic
    name: subscription
    properties: {
      maxDeliveryCount: 5
      lockDuration: 'PT5M'
      deadLetteringOnMessageExpiration: true
      deadLetteringOnFilterEvaluationExceptions: true
      defaultMessageTimeToLive: 'P14D'
    }
  }
]

output id string = namespace.id
