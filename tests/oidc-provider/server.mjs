// A real OpenID Connect provider on 127.0.0.1: client credentials, with access tokens as JWTs for the hub (RFC 9068, RFC 8707).
// node server.mjs PORT AUDIENCE. Beside the provider's own addresses: POST /rotate takes new signing keys, GET /asked counts the requests for keys.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider } from 'oidc-provider';

const [port, audience] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const secret = 'invented-secret';
const sharedKey = randomBytes(32);

/** What each client's tokens say, and how they are signed. */
const clients = {
  'health-rs256': { alg: 'RS256' },
  'health-ps256': { alg: 'PS256' },
  'health-es256': { alg: 'ES256' },
  'health-hs256': { alg: 'HS256' },
  'health-encrypted': { alg: 'RS256', encrypted: true },
  'health-one-role': { alg: 'RS256', roles: 'Health.Read' },
  'health-many-roles': { alg: 'RS256', roles: ['Health.Read', ...Array.from({ length: 500 }, (_, i) => `Role.${i}`)] },
  'health-no-organisation': { alg: 'RS256', org: null },
  'health-other-role': { alg: 'RS256', roles: ['Reports.Read'] },
};

const keyOf = (type, options) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', kid: randomBytes(8).toString('hex') });
const newKeys = () => [keyOf('rsa', { modulusLength: 2048 }), keyOf('ec', { namedCurve: 'P-256' })];

const providerWith = (keys) => new Provider(issuer, {
  jwks: { keys },
  clients: Object.keys(clients).map((id) => ({
    client_id: id, client_secret: secret, grant_types: ['client_credentials'], redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_post',
  })),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource, client) => {
        const { alg, encrypted } = clients[client.clientId];
        return {
          scope: 'hub', audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 600,
          jwt: {
            sign: alg === 'HS256' ? { alg, key: sharedKey } : { alg },
            ...(encrypted && { encrypt: { alg: 'dir', enc: 'A256GCM', key: sharedKey } }),
          },
        };
      },
    },
  },
  extraTokenClaims: (_, token) => {
    const { roles = ['Health.Read', 'Health.Write'], org = 'RXQ' } = clients[token.clientId];
    return { roles, ...(org && { org }) };
  },
  ttl: { ClientCredentials: (_, token) => token.resourceServer?.accessTokenTTL ?? 600 },
});

let handle = providerWith(newKeys()).callback();
let asked = 0;
createServer((request, response) => {
  if (request.url === '/rotate') {
    handle = providerWith(newKeys()).callback();
    response.end('{}');
    return;
  }
  if (request.url === '/asked') {
    response.end(JSON.stringify({ asked, audience }));
    return;
  }
  asked += request.url === '/jwks' ? 1 : 0;
  handle(request, response);
}).listen(Number(port), '127.0.0.1', () => console.log('listening'));
