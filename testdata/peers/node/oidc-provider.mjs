// An authorization server on npm oidc-provider, with login and consent forms, PKCE,
// an issuer in the callback, and rotation with reuse detection. GET /api/… is open
// to the tokens it gave out; GET /log tells what happened.
import http from 'node:http';
import { Provider } from 'oidc-provider';

const log = [];
const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: process.env.PEER_ID, client_secret: process.env.PEER_SECRET, application_type: 'native',
      token_endpoint_auth_method: 'client_secret_basic', redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'], response_types: ['code'],
    }],
    scopes: ['openid', 'offline_access'],
    features: { devInteractions: { enabled: true }, clientCredentials: { enabled: true }, revocation: { enabled: true } },
    ttl: { AccessToken: 3600, ClientCredentials: 3600, RefreshToken: 86400, Grant: 86400, Session: 86400, Interaction: 3600, IdToken: 3600 },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
  provider.on('grant.success', (ctx) => log.push(ctx.oidc.params.grant_type));
  provider.on('grant.error', (ctx, err) => log.push(`${ctx.oidc?.params?.grant_type} refused: ${err.error}`));
  provider.on('grant.revoked', () => log.push('grant revoked'));
  const callback = provider.callback();
  server.on('request', async (req, res) => {
    if (req.url === '/log') return res.end(JSON.stringify(log));
    if (!req.url.startsWith('/api/')) return callback(req, res);
    const bearer = (req.headers.authorization ?? '').replace(/^Bearer /, '');
    const token = (await provider.AccessToken.find(bearer)) ?? (await provider.ClientCredentials.find(bearer));
    const ok = token && !token.isExpired;
    log.push(ok ? `api ${req.method}` : 'api 401');
    res.writeHead(ok ? 200 : 401, { 'content-type': 'application/json' });
    res.end(JSON.stringify(ok ? { ok: true } : { error: 'invalid_token' }));
  });
  console.log(`listening ${issuer}`);
});
