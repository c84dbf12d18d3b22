// Loaded before Azurite where a measurement puts very many blobs into it. Azurite keeps them in LokiJS and asks for them by account, container and name
// together; LokiJS then starts with the account, which is all of them, so that each request costs more the more there are. Azure's own store is ordered by
// name. This lets LokiJS start with the name, and keeps only that index: the answers are the same.
'use strict';
const loki = require(require.resolve('lokijs', { paths: [process.cwd()] }));

const names = ['name', 'blobName'];
const isName = clause => names.some(name => name in clause);

const addCollection = loki.prototype.addCollection;
loki.prototype.addCollection = function (collection, options) {
  const indices = options?.indices?.filter(index => names.includes(index));
  return addCollection.call(this, collection, indices?.length > 0 ? { ...options, indices } : options);
};

const collection = new loki('probe').addCollection('probe', { indices: ['name'] });
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
