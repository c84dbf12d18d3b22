// Node-RED without its editor, on one flow. It stops when its standard input closes, so that it doesn't outlive who started it.
'use strict';
const http = require('node:http');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const express = require('express');
const RED = require('node-red');
const [tokens, storage] = [require('./tokens.cjs'), require('./storage.cjs')];

async function main() {
  const userDir = mkdtempSync(join(tmpdir(), 'node-red-'));
  await Promise.all([tokens.prepare(), storage.prepare()]);
  const app = express();
  const server = http.createServer(app);
  RED.init(server, {
    userDir, flowFile: join(__dirname, 'flow.json'), httpAdminRoot: false, httpNodeRoot: '/', telemetry: { enabled: false },
    credentialSecret: false, editorTheme: { projects: { enabled: false } },
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    functionGlobalContext: { tokens, storage, validation: require('./validation.cjs'), mapping: require('./mapping.cjs') },
  });
  app.use('/', RED.httpNode);
  await RED.start();
  server.listen(Number(process.env.BENCH_PORT), '127.0.0.1');

  const stop = () => {
    rmSync(userDir, { recursive: true, force: true });
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.stdin.on('end', stop).on('error', stop).resume();
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
