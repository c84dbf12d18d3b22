// What a return of documents must have; each fault has its place in what was sent, and nothing of a refused return is kept.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { asHealth, documentFor, gmcSystem, neighbour, newCase, pdf, read, refuses, transaction } from './hub.mjs';

const summary = pdf('summary');
let id;
let theirs;
before(async () => {
  id = (await newCase()).caseId;
  theirs = (await newCase({ healthProvider: neighbour })).caseId;
});

describe('what a return must have', () => {
  const post = (...resources) => asHealth('POST', '', { body: transaction(...resources) });
  const attachment = (contentType, bytes, over = {}) => documentFor(id, 'iha-summary', summary, { content: [{ attachment: { contentType, data: bytes.toString('base64'), ...over } }] });
  const at = 'Bundle\\.entry\\[0\\]\\.resource';
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
  const cases = {
    'a PDF that is a PNG': [() => attachment('application/pdf', png), `${at}\\.content`],
    'a PNG that is a PDF': [() => attachment('image/png', summary), `${at}\\.content`],
    'a text that is none': [() => attachment('text/plain', Buffer.from([0, 1, 2])), `${at}\\.content`],
    'a program': [() => attachment('application/x-msdownload', Buffer.from('MZ')), `${at}\\.content`],
    'nothing in it': [() => attachment('application/pdf', Buffer.alloc(0)), `${at}\\.content`],
    'data that is not base64': [() => attachment('application/pdf', summary, { data: '***' }), `${at}\\.content`],
    'another size than it says': [() => attachment('application/pdf', summary, { size: 1 }), `${at}\\.content\\[0\\]\\.attachment\\.size`],
    'an attachment whose Binary is missing': [() => attachment('application/pdf', summary, { data: undefined, url: `urn:uuid:${randomUUID()}` }), `${at}\\.content`],
    'an IHA without a GMC number': [() => documentFor(id, 'iha-summary', summary, { author: [{ display: 'Dr Nobody' }] }), `${at}\\.author`],
    'an IHA with a GMC number of six digits': [() => documentFor(id, 'iha-summary', summary, { author: [{ identifier: { system: gmcSystem, value: '123456' } }] }), `${at}\\.author`],
    'another child': [() => documentFor(id, 'iha-summary', summary, { subject: { reference: `Patient/${theirs}` } }), `${at}\\.subject`],
    'no child': [() => documentFor(id, 'iha-summary', summary, { subject: undefined }), `${at}\\.subject`],
    'no referral': [() => documentFor(id, 'iha-summary', summary, { context: undefined }), `${at}\\.context\\.related`],
    'an unknown kind': [() => documentFor(id, 'poem', summary), `${at}\\.type`],
    'a kind of the council': [() => documentFor(id, 'consent-form', summary), `${at}\\.type`],
    'a kind in another system': [() => documentFor(id, 'iha-summary', summary, { type: { coding: [{ system: 'http://loinc.org', code: 'iha-summary' }] } }), `${at}\\.type`],
    'an unsupported type': [() => ({ resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' } }), 'Bundle\\.entry\\[0\\]'],
    'a type the hub serves but does not take here': [() => ({ resourceType: 'Organization', name: 'x' }), 'Bundle\\.entry\\[0\\]'],
  };
  for (const [name, [resource, place]] of Object.entries(cases)) test(name, async () => refuses(await post(resource()), 422, new RegExp(`^${place}`)));

  test('a referral on another server that happens to have the same id', async () => {
    const { caseId } = await newCase();
    const elsewhere = { related: [{ reference: `https://elsewhere.example/fhir/ServiceRequest/${caseId}` }] };
    refuses(await post(documentFor(caseId, 'iha-summary', summary, { context: elsewhere })), 422, new RegExp(`^${at}\\.context\\.related`));
  });

  test('documents for two referrals', async () => {
    const other = (await newCase()).caseId;
    refuses(await post(documentFor(id, 'iha-summary', summary), documentFor(other, 'health-care-plan', pdf('plan'))), 422, /^Bundle\.entry\[1\]\.resource\.context\.related/);
  });

  test('several faults in several entries, all at once', async () => {
    const wrong = { ...documentFor(id, 'iha-summary', summary, { status: 'superseded', author: [] }) };
    delete wrong.author;
    refuses(await post(wrong, attachment('image/png', summary)), 422, /entry\[0\]\.resource\.status/, /entry\[0\]\.resource\.author/, /entry\[1\]\.resource\.content/);
  });

  test('an empty Bundle, a Bundle of another type, a request that is no POST', async () => {
    refuses(await asHealth('POST', '', { body: { resourceType: 'Bundle', type: 'transaction' } }), 422, /^Bundle/);
    refuses(await asHealth('POST', '', { body: { resourceType: 'Bundle', type: 'collection' } }), 422, /^Bundle\.type$/);
    const deletes = transaction(documentFor(id, 'iha-summary', summary));
    deletes.entry[0].request = { method: 'DELETE', url: `DocumentReference/${id}` };
    refuses(await asHealth('POST', '', { body: deletes }), 422, /^Bundle\.entry\[0\]\.request/);
  });

  test('nothing of all that was kept', async () => {
    assert.deepEqual((await read(`Task/${id}`)).output ?? [], []);
  });
});
