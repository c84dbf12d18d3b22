// Bearer tokens, checked as the hub checks them: signature by the issuer's key, issuer, audience, time, role and organisation.
'use strict';
const { createPublicKey, verify } = require('node:crypto');

let keys = new Map();

async function prepare() {
  const found = await (await fetch(process.env.HUB_AUTH_JWKS)).json();
  keys = new Map(found.keys.map(key => [key.kid, createPublicKey({ key, format: 'jwk' })]));
}

/** @returns the claims; null when the token proves nobody who may notify. */
function claimsOf(authorization) {
  const parts = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1].split('.');
  if (parts?.length !== 3) return null;
  try {
    const { alg, kid } = JSON.parse(Buffer.from(parts[0], 'base64url'));
    const key = keys.get(kid);
    if (alg !== 'RS256' || !key || !verify('sha256', Buffer.from(`${parts[0]}.${parts[1]}`), key, Buffer.from(parts[2], 'base64url'))) return null;
    const claims = JSON.parse(Buffer.from(parts[1], 'base64url'));
    const now = Date.now() / 1000;
    const isCurrent = claims.iss === process.env.HUB_AUTH_ISSUER && claims.aud === process.env.HUB_AUTH_AUDIENCE && claims.nbf <= now && now < claims.exp;
    return isCurrent && claims.roles.includes('SocialCare.Notify') ? claims : null;
  } catch {
    return null;
  }
}

module.exports = { prepare, claimsOf };
