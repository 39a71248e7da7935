// An authorization server on npm oauth2-mock-server, which approves at once and whose
// answers can be bent: POST /next {"status":500,"body":{…}} is the next token answer.
import http from 'node:http';
import { OAuth2Issuer, OAuth2Service } from 'oauth2-mock-server';

const log = [];
const given = new Set();
const next = [];
const issuer = new OAuth2Issuer();
await issuer.keys.generate('RS256');
const service = new OAuth2Service(issuer);
service.on('beforeResponse', (answer, req) => {
  const bent = next.shift();
  if (bent) {
    answer.statusCode = bent.status ?? answer.statusCode;
    answer.body = bent.keep ? { ...answer.body, ...bent.body } : bent.body;
  }
  if (answer.statusCode === 200 && answer.body.access_token) given.add(answer.body.access_token);
  log.push(`${req.body?.grant_type ?? 'token'} ${answer.statusCode}`);
});

const server = http.createServer((req, res) => {
  if (req.url === '/log') return res.end(JSON.stringify(log));
  if (req.url === '/forget') { given.clear(); return res.end(); }
  if (req.url === '/next') {
    let text = '';
    req.on('data', (d) => { text += d; });
    req.on('end', () => { next.push(JSON.parse(text)); res.end(); });
    return undefined;
  }
  if (!req.url.startsWith('/api/')) return service.requestHandler(req, res);
  const ok = given.has((req.headers.authorization ?? '').replace(/^Bearer /, ''));
  log.push(ok ? `api ${req.method}` : 'api 401');
  res.writeHead(ok ? 200 : 401, { 'content-type': 'application/json' });
  return res.end(JSON.stringify(ok ? { ok: true } : { error: 'invalid_token' }));
});
server.listen(0, '127.0.0.1', () => {
  issuer.url = `http://127.0.0.1:${server.address().port}`;
  console.log(`listening ${issuer.url}`);
});
