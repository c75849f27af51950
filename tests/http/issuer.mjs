// An issuer of its own, as a bureau would run one.
import { generateKeyPairSync, sign } from 'node:crypto';

/** A fresh key: its key set as JSON, and tokens with the given claims, valid for ten minutes unless they say else. */
export function issuer() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bureau-1', alg: 'EdDSA', use: 'sig' };
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const token = (claims) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: 'https://id.example', aud: 'tributary', sub: 'me', client_id: 'test', jti: '1', iat: now };
    const head = encode({ typ: 'at+jwt', alg: 'EdDSA', kid: 'bureau-1' });
    const text = `${head}.${encode({ ...payload, exp: now + 600, ...claims })}`;
    return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
  };
  return { jwks: JSON.stringify({ keys: [jwk] }), token };
}
