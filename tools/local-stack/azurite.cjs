// Azurite's own start script also opens the table service, which nothing here uses. This one starts the
// blob and queue services alone, from the exact Azurite version in package.json, with Azurite's own flags.
//
// It stops when its standard input closes, so that no emulator outlives the process that started it, and
// leaves Ctrl-C to that process, so that the hub is stopped before its storage is.
'use strict';
const { join } = require('node:path');
const { mkdirSync } = require('node:fs');
const Environment = require('azurite/dist/src/common/Environment').default;
const { BlobServerFactory } = require('azurite/dist/src/blob/BlobServerFactory');
const QueueConfiguration = require('azurite/dist/src/queue/QueueConfiguration').default;
const QueueServer = require('azurite/dist/src/queue/QueueServer').default;
const Logger = require('azurite/dist/src/common/Logger');
const queue = require('azurite/dist/src/queue/utils/constants');
const { setExtentMemoryLimit } = require('azurite/dist/src/common/ConfigurationBase');

async function main() {
  const env = new Environment();
  const location = await env.location();
  mkdirSync(location, { recursive: true });
  const blobServer = await new BlobServerFactory().createServer(env);

  const extents = queue.DEFAULT_QUEUE_PERSISTENCE_ARRAY;
  extents[0].locationPath = join(location, queue.DEFAULT_QUEUE_PERSISTENCE_PATH);
  const queueServer = new QueueServer(new QueueConfiguration(
    env.queueHost(), env.queuePort(), env.queueKeepAliveTimeout(),
    join(location, queue.DEFAULT_QUEUE_LOKI_DB_PATH), join(location, queue.DEFAULT_QUEUE_EXTENT_LOKI_DB_PATH), extents,
    !env.silent(), undefined, false, undefined, env.loose(), env.skipApiVersionCheck(),
    env.cert(), env.key(), env.pwd(), env.oauth(), env.disableProductStyleUrl(), env.inMemoryPersistence()));
  Logger.configLogger(false);
  setExtentMemoryLimit(env, true);

  await blobServer.start();
  await queueServer.start();

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.allSettled([blobServer.close(), queueServer.close()]);
    process.exit(0);
  };
  process.on('SIGINT', () => {});
  process.on('SIGTERM', stop);
  process.stdin.on('end', stop).on('error', stop).resume();
}

main().catch(error => {
  console.error(`Azurite did not start: ${error.message}`);
  process.exit(1);
});
