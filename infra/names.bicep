// What the hub's code calls things. tests/tooling/Infra compares each list with the code: what is missing here, or here and not there, fails.

@description('Containers of the hub: HubStorage.Containers.')
@export()
var hubContainers = [
  'cases'
  'index'
  'documents'
  'parked'
  'audit'
  'deliveries'
  'subscriptions'
  'keys'
  'calendar'
  'alarms'
  'digests'
  'early'
  'holds'
  'removals'
  'claims'
  'checks'
]

@description('The one container whose blobs are only ever appended to, and can be made immutable: AuditTrail.')
@export()
var auditContainer = 'audit'

@description('Bodies of messages that are too large for the broker: ClaimCheck. Whoever collects from a queue or topic of the hub reads them.')
@export()
var claimsContainer = 'claims'

@description('Policy files, when HUB_POLICY names them. The hub reads them; who changes them is a person or a pipeline.')
@export()
var policyContainer = 'policies'

@description('Where Flex Consumption takes the package from.')
@export()
var packageContainer = 'packages'

@description('What the Functions host keeps for itself: locks of timers, and its keys.')
@export()
var hostContainers = ['azure-webjobs-hosts', 'azure-webjobs-secrets']

@description('Queues that the hub listens on: FunctionCatalogue. It also sends to them, when an operator replays a parked message.')
@export()
var receivedQueues = ['lac-notifications', 'assessment-returns']

@description('Queue that the hub only sends to: councils collect from it.')
@export()
var eventsQueue = 'social-care-events'

@description('Alerts: a topic on Service Bus, so that partners can subscribe, and a queue on storage queues.')
@export()
var alertsTopic = 'escalations'

@description('The subscription that DeliverAlert listens on.')
@export()
var alertsSubscription = 'deliver-alert'

@description('Ending of the queues to which the Functions host moves what failed five times: CollectPoison. Storage queues only.')
@export()
var poisonEnding = '-poison'

@description('Built-in roles of Azure, by their fixed ids.')
@export()
var roles = {
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  queueContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  queueSender: 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
  queueProcessor: '8a0f0c08-91a1-4084-bc3d-661d67233fed'
  busSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  busReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@description('The setting by which App Service authentication is told which managed identity stands in the place of a client secret; its name is the platform\'s.')
@export()
var managedIdentityAssertion = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
