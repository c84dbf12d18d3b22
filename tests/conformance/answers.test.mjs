// The check that every answer passes on its way (hub.mjs) must itself bite.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asHealth, checkAnswer, fhirJson, fhirUrl, healthClient, newCase } from './hub.mjs';

const url = new URL(`${fhirUrl}/Patient/1`);
const answer = (body, { status = 200, type = fhirJson, ...headers } = {}) => new Response(JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } });
const refused = (response, about) => assert.rejects(checkAnswer('GET', url, response), about);

test('a wrong resource, a wrong refusal and a wrong ETag fail the test that receives them', async () => {
  await refused(answer({ resourceType: 'Patient', nhsNumber: '1' }), /not valid FHIR/);
  await refused(answer({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource: { resourceType: 'Task', status: 'zzz', intent: 'order' } }] }), /not valid FHIR/);
  await refused(answer({ resourceType: 'OperationOutcome', issue: [] }, { status: 404 }), /not valid FHIR/);
  await refused(answer({ code: 'not-found' }, { status: 404, type: 'application/problem+json' }), /a refusal is FHIR JSON/);
  await refused(answer({ resourceType: 'Patient' }, { status: 404 }), /GET/);
  await refused(answer({ resourceType: 'Patient', meta: { versionId: '2' } }, { etag: 'W/"1"' }), /GET/);
  await checkAnswer('GET', url, answer({ resourceType: 'Patient', meta: { versionId: '2' } }, { etag: 'W/"2"' }));
});

test('it stands in the way of the FHIR client and of plain requests', async () => {
  const { caseId } = await newCase();
  const checked = [];
  const { json } = Response.prototype;
  Response.prototype.json = function () {
    checked.push(new URL(this.url).pathname);
    return json.call(this);
  };
  try {
    await healthClient().read({ resourceType: 'Patient', id: caseId });
    await asHealth('GET', `/Task/${caseId}`);
  } finally {
    Response.prototype.json = json;
  }
  assert.deepEqual(checked, [`/hub/fhir/Patient/${caseId}`, `/hub/fhir/Task/${caseId}`]);
});
