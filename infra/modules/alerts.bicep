// What wakes somebody. Each rule has a section in docs/operations.md under its name here; a test compares.

import { alertsTopic, eventsQueue, receivedQueues } from '../names.bicep'

param location string
param tags object
param insightsId string
param actionGroupId string

@description('The Service Bus namespace; empty where storage queues are the broker: then the hub\'s own alarms watch the queues.')
param busName string

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = if (!empty(busName)) {
  name: busName
}

// The hub raises its own alarms (docs/flows/alarms.md) and logs each one once, as "Alarm {kind}.{subject}.{round} raised". Those that mean the
// same to whoever is woken share a rule; "other" takes every kind that isn't named here, also one that a later version brings.
var alarmRules = [
  { name: 'oldest-unsent', severity: 1, kinds: ['outbox-stuck'] }
  { name: 'parked', severity: 2, kinds: ['messages-parked', 'poison-queue-not-empty'] }
  { name: 'absence', severity: 2, kinds: ['silent-council'] }
  { name: 'notices', severity: 2, kinds: ['channel-failing', 'notice-refused', 'role-unreached'] }
  { name: 'other-alarm', severity: 2, kinds: [] }
]
var namedKinds = flatten(map(alarmRules, rule => rule.kinds))
var raised = '''
traces
| where message has "IntegrationHub.Functions.Alarms.WatchOperations"
| extend alarm = extract(@'"Alarm":"([a-z0-9.-]+)"', 1, message)
| where isnotempty(alarm)
| extend kind = tostring(split(alarm, ".")[0])
'''

var logRules = concat(
  map(alarmRules, rule => {
    name: rule.name
    severity: rule.severity
    every: 'PT5M'
    window: 'PT5M'
    query: '${raised}| where kind ${empty(rule.kinds) ? '!in' : 'in'} ("${join(empty(rule.kinds) ? namedKinds : rule.kinds, '", "')}")'
    operator: 'GreaterThan'
    threshold: 0
  }),
  [
    {
      name: 'hub-silent'
      severity: 1
      every: 'PT15M'
      window: 'PT30M'
      query: 'requests | where operation_Name == "WatchOperations" and success == true'
      operator: 'LessThan'
      threshold: 1
    }
    {
      name: 'failures'
      severity: 2
      every: 'PT15M'
      window: 'PT15M'
      query: 'requests | where success == false and isempty(url)'
      operator: 'GreaterThan'
      threshold: 20
    }
    {
      name: 'server-errors'
      severity: 1
      every: 'PT5M'
      window: 'PT5M'
      query: 'requests | where isnotempty(url) and toint(resultCode) >= 500'
      operator: 'GreaterThan'
      threshold: 5
    }
  ]
)

resource logs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in logRules: {
    name: rule.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: 'docs/operations.md#${rule.name}'
      severity: rule.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: rule.every
      windowSize: rule.window
      autoMitigate: false
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]

// Service Bus has no metric for the age of a message. That a queue was never empty for the whole window says the same.
var queueRules = [
  { name: 'queue-age', severity: 1, metric: 'ActiveMessages', aggregation: 'Minimum', window: 'PT30M', every: 'PT5M', entities: concat(receivedQueues, [alertsTopic]) }
  { name: 'events-uncollected', severity: 3, metric: 'ActiveMessages', aggregation: 'Minimum', window: 'P1D', every: 'PT1H', entities: [eventsQueue] }
  { name: 'dead-letters', severity: 2, metric: 'DeadletteredMessages', aggregation: 'Maximum', window: 'PT15M', every: 'PT15M', entities: concat(receivedQueues, [eventsQueue, alertsTopic]) }
]

resource metrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in (empty(busName) ? [] : queueRules): {
    name: rule.name
    location: 'global'
    tags: tags
    properties: {
      description: 'docs/operations.md#${rule.name}'
      severity: rule.severity
      enabled: true
      scopes: [bus.id]
      evaluationFrequency: rule.every
      windowSize: rule.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: rule.metric
            timeAggregation: rule.aggregation
            operator: 'GreaterThan'
            threshold: 0
            dimensions: [{ name: 'EntityName', operator: 'Include', values: rule.entities }]
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]
