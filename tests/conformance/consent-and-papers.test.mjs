// What a referral rests on: the consent, by whoever may give it, and the council's papers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asCouncil, asHealth, codeOf, council, day, documentKind, notify, pdf, read, resourcesOf } from './hub.mjs';

describe('consent', () => {
  const cases = [
    ['given by a parent under section 20', 'V2', { status: 'given', givenBy: 'parent' }, 'active', 'awaiting-paperwork'],
    ['given by the council under section 20: not its to give', 'V2', { status: 'given', givenBy: 'local-authority' }, 'proposed', 'awaiting-consent'],
    ['given by the council under a care order', 'C2', { status: 'given', givenBy: 'local-authority' }, 'active', 'awaiting-paperwork'],
    ['refused', 'V2', { status: 'refused', givenBy: 'parent' }, 'rejected', 'awaiting-consent'],
    ['withdrawn', 'V2', { status: 'withdrawn', givenBy: 'parent' }, 'inactive', 'awaiting-consent'],
    ['not yet given', 'V2', { status: 'not-yet-given' }, 'proposed', 'awaiting-consent'],
  ];
  for (const [name, legalStatus, told, status, standing] of cases) {
    test(name, async () => {
      const { id, localId, request, consent: first } = await resourcesOf({ care: { legalStatus } });
      assert.equal(first.status, 'proposed');
      const on = await day();
      await notify('consent-recorded', localId, { consent: { ...told, ...(told.givenBy && { on }) } });
      const { consent, task } = await resourcesOf(id);
      assert.deepEqual([consent.status, codeOf(task.businessStatus)], [status, standing]);
      assert.equal(consent.dateTime, told.givenBy && on);
      assert.ok(request.supportingInfo.some((reference) => reference.reference === `Consent/${id}`));
      if (told.givenBy === 'local-authority') assert.equal(consent.performer[0].reference, `Organization/${council}`);
    });
  }

  test('given by the young person of 16', async () => {
    const { id, localId } = await resourcesOf({ child: { dateOfBirth: '2010-01-15' } });
    await notify('consent-recorded', localId, { consent: { status: 'given', givenBy: 'young-person', on: await day() } });
    const { consent } = await resourcesOf(id);
    assert.deepEqual([consent.status, consent.performer[0].reference], ['active', `Patient/${id}`]);
  });
});

describe('papers of the council', () => {
  for (const [kind, contentType, content] of [['consent-form', 'application/pdf', pdf('form')], ['part-a', 'text/plain', Buffer.from('Part A of an invented child')], ['other', 'application/rtf', Buffer.from('{\\rtf1 invented}')]]) {
    test(`${kind} as ${contentType} is the Task's input`, async () => {
      const { id } = await resourcesOf();
      const upload = () => asCouncil('POST', `/hub/cases/${id}/documents`, { body: content, type: contentType, headers: { 'x-document-kind': kind, 'x-file-name': 'paper of the case' } });
      const [first, again] = [await upload(), await upload()];
      assert.deepEqual([first.status, again.status, again.json.documentId], [201, 200, first.json.documentId]);
      const { task } = await resourcesOf(id);
      assert.deepEqual(task.input.map((input) => [input.type.coding[0], input.valueReference.reference]).map(([coding, reference]) => [coding.system, coding.code, reference]),
        [[documentKind, kind, `DocumentReference/${first.json.documentId}`]]);
      const document = await read(task.input[0].valueReference.reference);
      assert.deepEqual([document.status, document.subject.reference, document.author[0].reference], ['current', `Patient/${id}`, `Organization/${council}`]);
      const { attachment } = document.content[0];
      assert.deepEqual([attachment.contentType, attachment.size], [contentType, content.length]);
      assert.deepEqual((await asHealth('GET', `/${attachment.url}`)).bytes, content);
      assert.deepEqual((await asCouncil('GET', `/hub/cases/${id}/documents`)).json.documents.length, 1);
    });
  }
});
