// A validator that has gone silent would pass everything: each proves here that it catches what it is there for.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { knownFalseComplaints, validate, validators } from './validators.mjs';

const patient = { resourceType: 'Patient', id: 'a', name: [{ family: 'Testchild', given: ['Avery'] }], birthDate: '2019-05-14' };
const task = { resourceType: 'Task', status: 'requested', intent: 'order' };
const consent = { resourceType: 'Consent', status: 'active', scope: { text: 'x' }, category: [{ text: 'y' }], policyRule: { text: 'z' } };
const { policyRule, ...consentWithoutPolicy } = consent;
const { intent, ...taskWithoutIntent } = task;

/** What is wrong, an example, and who must see it. */
const faults = [
  ['an unknown property', { ...patient, nhsNumber: '9990000018' }, ['medplum', 'fhir', 'schema']],
  ['an unknown property deep inside', { ...patient, name: [{ family: 'Testchild', nick: 'A' }] }, ['medplum', 'fhir', 'schema']],
  ['a code outside a required binding', { ...task, status: 'zzz' }, ['fhir']],
  ['a missing required element', taskWithoutIntent, ['medplum', 'fhir']],
  ['an invariant that does not hold (ppc-1)', consentWithoutPolicy, ['medplum']],
  ['a date that is none', { ...patient, birthDate: '14/05/2019' }, ['medplum', 'schema']],
  ['a month 13', { ...patient, birthDate: '2024-13-45' }, ['medplum', 'schema']],
  ['one value where a list belongs', { ...patient, name: { family: 'Testchild' } }, ['medplum', 'fhir', 'schema']],
  ['a list where one value belongs', { ...task, intent: ['order'] }, ['medplum', 'schema']],
  ['a number as text', { resourceType: 'Bundle', type: 'searchset', total: 'three' }, ['medplum', 'schema']],
  ['a code outside an enumeration', { resourceType: 'Patient', gender: 'girl' }, ['fhir', 'schema']],
];

for (const [name, resource, catchers] of faults) {
  test(`${name} is seen by ${catchers.join(', ')}`, () => {
    for (const catcher of catchers) assert.notDeepEqual(validators[catcher](resource), [], `${catcher} says nothing`);
    assert.notDeepEqual(validate(resource), []);
  });
}

test('a fault in a resource inside a Bundle or contained is seen', () => {
  const bundle = (resource) => ({ resourceType: 'Bundle', type: 'collection', entry: [{ fullUrl: 'urn:uuid:0d5c4f0e-6f0a-4f3e-9b7b-0d7c5f0a1b2c', resource }] });
  assert.deepEqual(validate(bundle(patient)), []);
  for (const [, resource, catchers] of faults) {
    for (const catcher of catchers) assert.ok(validate(bundle(resource)).some((complaint) => complaint.startsWith(catcher)), `${catcher} says nothing about ${JSON.stringify(resource)}`);
  }
  assert.notDeepEqual(validate({ ...patient, contained: [{ resourceType: 'Organization', id: 'o', nameless: true }] }), []);
});

test('an unknown type of resource is seen', () => assert.notDeepEqual(validate({ resourceType: 'Child' }), []));

describe('right resources pass all three', () => {
  for (const resource of [patient, task, consent, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] }]) {
    test(resource.resourceType, () => assert.deepEqual(validate(resource), []));
  }
});

test('every complaint that is set aside says why', () => {
  for (const known of knownFalseComplaints) {
    assert.ok(Object.hasOwn(validators, known.validator));
    assert.match(known.text.source, /^\^.*\$$/, 'the whole complaint is named');
    assert.ok(known.because.length > 20);
  }
});
