// As many blob writes for a notification as the hub makes: BENCH_WRITES says how many go into which container, as counted in the hub's own pipeline.
'use strict';
const { BlobServiceClient } = require('@azure/storage-blob');

const writes = JSON.parse(process.env.BENCH_WRITES);
const blobs = BlobServiceClient.fromConnectionString(process.env.AzureWebJobsStorage);
const container = name => blobs.getContainerClient(name);
const json = { blobContentType: 'application/json' };
const isNew = { ifNoneMatch: '*' };
const audit = container('audit').getAppendBlobClient('node-red.jsonl');

async function prepare() {
  await Promise.all(['audit', 'cases', ...Object.keys(writes)].map(name => container(name).createIfNotExists()));
  await audit.createIfNotExists();
}

const put = (name, blob, text, options) => container(name).getBlockBlobClient(blob).upload(text, Buffer.byteLength(text), options);

/** The names by which the case is found first, then the case, then whatever else the hub writes, and the audit. */
async function write(mapped) {
  const entries = Array.from({ length: writes.index ?? 0 }, (_, i) => mapped.entries[i] ?? { name: `more/${i}/${mapped.caseId}` });
  await Promise.all(entries.map(entry => put('index', entry.name, '', { metadata: entry.metadata, conditions: entry.name.startsWith('message/') ? isNew : undefined })));
  await put('cases', `${mapped.caseId.slice(0, 3)}/${mapped.caseId}.json`, mapped.body, { metadata: mapped.metadata, conditions: isNew, blobHTTPHeaders: json });
  for (const [name, count] of Object.entries(writes)) {
    if (['index', 'cases', 'audit'].includes(name)) continue;
    for (let i = 0; i < count; i++) await put(name, `${mapped.caseId}.${i}.json`, '{}', { blobHTTPHeaders: json });
  }
  for (let i = 0; i < (writes.audit ?? 0); i++) await audit.appendBlock(mapped.audit, Buffer.byteLength(mapped.audit));
}

module.exports = { prepare, write };
