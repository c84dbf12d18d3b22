// Says when the month's bill is about to pass, or has passed, what was planned. It stops nothing.

param name string

@description('In the currency of the subscription.')
@minValue(1)
param amount int

param operators string[]

@description('First day of a month, such as 2026-12-01; not earlier than the current one when it is first deployed.')
param from string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: from }
    notifications: {
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: operators
      }
      spent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 90
        thresholdType: 'Actual'
        contactEmails: operators
      }
    }
  }
}
