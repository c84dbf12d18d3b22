// Hostile input: of a right resource of every type, each element in turn is removed, repeated, retyped, emptied and blown up. The hub never stumbles (500),
// names the path, keeps nothing, and refuses whatever an independent validator refuses.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { asCouncil, asHealth, documentFor, moment, newCase, pdf, read, transaction } from './hub.mjs';
import { validators } from './validators.mjs';

const examples = new URL('../contracts/Fhir/Examples/', import.meta.url);

/** Paths to every member at any depth: ['name', 0, 'given']. */
function pathsIn(value, path = []) {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const here = [...path, Array.isArray(value) ? Number(name) : name];
    return name === 'resourceType' && path.length === 0 ? [] : [here, ...pathsIn(child, here)];
  });
}

const at = (value, path) => path.reduce((inner, step) => inner[step], value);

const mutations = {
  removed: () => undefined,
  repeated: (value) => (Array.isArray(value) ? value[0] : [value, value]),
  retyped: (value) => ({ string: 42, number: 'forty-two', boolean: 'true', object: 'text' })[typeof value],
  'made an object': (value) => (typeof value === 'object' ? true : { value }),
  'made null': () => null,
  emptied: (value) => (Array.isArray(value) ? [] : { string: '', object: {} })[typeof value] ?? -1.5e400,
  'blown up': (value) => (Array.isArray(value) ? Array(3000).fill(value[0]) : typeof value === 'string' ? 'x'.repeat(200_000) : 1e300),
};

function mutated(resource, path, mutate) {
  const copy = structuredClone(resource);
  const holder = at(copy, path.slice(0, -1));
  const value = mutate(holder[path.at(-1)]);
  if (value === undefined) Array.isArray(holder) ? holder.splice(path.at(-1), 1) : delete holder[path.at(-1)];
  else holder[path.at(-1)] = value;
  return copy;
}

const errorsIn = (outcome) => outcome.issue.filter((issue) => ['error', 'fatal'].includes(issue.severity));

for (const file of readdirSync(examples).sort()) {
  const example = JSON.parse(readFileSync(new URL(file, examples), 'utf8'));
  const type = example.resourceType;
  // The schema doesn't know that a list of primitives may have null where a value has extensions only.
  const ofItself = new Set(validators.schema(example));
  describe(type, () => {
    for (const [name, mutate] of Object.entries(mutations)) {
      test(`each element ${name}`, async () => {
        for (const path of pathsIn(example)) {
          const sent = JSON.stringify(mutated(example, path, mutate));
          if (name === 'blown up' && path.length > 3) continue;
          const answer = await asHealth('POST', `/${type}/$validate`, { body: sent, type: 'application/fhir+json' });
          const what = `${type} with ${path.join('.')} ${name}`;
          assert.ok([200, 400].includes(answer.status), `${what}: ${answer.status} ${answer.bytes}`);
          assert.equal(answer.json.resourceType, 'OperationOutcome', what);
          for (const issue of errorsIn(answer.json)) {
            if (answer.status === 200) assert.ok(issue.expression?.[0], `${what}: ${JSON.stringify(issue)}`);
            assert.ok(issue.diagnostics || issue.details?.text, what);
          }
          if (name === 'blown up') continue;
          const complaints = validators.schema(JSON.parse(sent)).filter((complaint) => !ofItself.has(complaint));
          if (complaints.length > 0) assert.ok(errorsIn(answer.json).length > 0, `${what} passes, and should not: ${complaints[0]}`);
        }
      });
    }
  });
}

describe('what is refused leaves nothing behind', () => {
  test('writes with each top element wrong', async () => {
    const { caseId: id } = await newCase();
    const facts = async () => (await asCouncil('GET', `/hub/cases/${id}/chronology`)).json.facts.length;
    const before = await facts();
    const appointment = {
      resourceType: 'Appointment', status: 'booked', start: await moment(60), end: await moment(90), basedOn: [{ reference: `ServiceRequest/${id}` }],
      participant: [{ actor: { reference: `Patient/${id}` }, status: 'accepted' }],
    };
    const task = await read(`Task/${id}`);
    const targets = [
      ['POST', '/Appointment', appointment, {}],
      ['POST', '/DocumentReference', documentFor(id, 'iha-summary', pdf('hostile')), {}],
      ['POST', '/CarePlan', { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${id}` } }, {}],
      ['PUT', `/Task/${id}`, { ...task, status: 'received' }, { 'if-match': `W/"${task.meta.versionId}"` }],
      ['POST', '', transaction(documentFor(id, 'iha-summary', pdf('hostile'))), {}],
    ];
    for (const [method, path, resource, headers] of targets) {
      for (const element of pathsIn(resource).filter((element) => element.length <= 2)) {
        for (const name of ['retyped', 'made an object', 'made null', 'emptied']) {
          const answer = await asHealth(method, path, { body: JSON.stringify(mutated(resource, element, mutations[name])), type: 'application/fhir+json', headers });
          const what = `${method} ${path} with ${element.join('.')} ${name}`;
          assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.bytes}`);
          assert.equal(answer.json.resourceType, 'OperationOutcome', what);
        }
      }
    }
    assert.equal(await facts(), before);
  });
});
