// Loaded before Azurite where a measurement puts very many blobs into it. Azurite keeps them in LokiJS and asks for them by account, container and name
// together; LokiJS then starts with the account, which is all of them, so that each request costs more the more there are. Azure's own store is ordered by
// name. This lets LokiJS start with the name, keeps only that index, and removes one document as one: the answers are the same. Azurite's collection of extents that
// nobody refers to, every ten minutes, goes through everything as well and keeps all others waiting meanwhile: it is left out, since nothing here outlives the run.
'use strict';
const loki = require(require.resolve('lokijs', { paths: [process.cwd()] }));

const names = ['name', 'blobName'];
const isName = clause => names.some(name => name in clause);

const addCollection = loki.prototype.addCollection;
loki.prototype.addCollection = function (collection, options) {
  const indices = options?.indices?.filter(index => names.includes(index));
  return addCollection.call(this, collection, indices?.length > 0 ? { ...options, indices } : options);
};

const { default: garbage } = require(require.resolve('azurite/dist/src/blob/gc/BlobGCManager', { paths: [process.cwd()] }));
garbage.prototype.markSweep = async () => {};

const collection = new loki('probe').addCollection('probe', { indices: ['name'] });
Object.getPrototypeOf(collection).findAndRemove = function (query) {
  this.find(query).forEach(found => this.remove(found));
};

const resultset = Object.getPrototypeOf(collection.chain());
const findAnd = resultset.findAnd;
resultset.findAnd = resultset.$and = function (clauses) {
  return findAnd.call(this, [...clauses.filter(isName).map(byRange), ...clauses.filter(clause => !isName(clause))]);
};

// A prefix comes as a regular expression, ^ and the escaped prefix.
function byRange(clause) {
  const pattern = clause.name?.$regex;
  if (typeof pattern !== 'string' || !pattern.startsWith('^')) return clause;
  const prefix = pattern.slice(1).replace(/\\(.)/g, '$1');
  return { name: { $between: [prefix, `${prefix}\uffff`] } };
}
