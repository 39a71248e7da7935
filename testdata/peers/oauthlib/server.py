"""An OAuth 1.0a provider on oauthlib: request token, consent (given at once), access
token, and an API that answers only to a good signature. /log lists what was taken
and what was refused."""

import http.server
import json
import os
import time
import urllib.parse

from oauthlib.oauth1 import RequestValidator, ResourceEndpoint, WebApplicationServer

CLIENTS = {os.environ["PEER_ID"]: os.environ["PEER_SECRET"]}
log, nonces, requests, tokens = [], set(), {}, {}


class Validator(RequestValidator):
    enforce_ssl = False
    client_key_length = request_token_length = access_token_length = verifier_length = nonce_length = (1, 200)
    timestamp_lifetime = 600
    allowed_signature_methods = ("HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT")
    dummy_client = dummy_request_token = dummy_access_token = "dummy"
    safe_characters = set(map(chr, range(33, 127)))

    def validate_timestamp_and_nonce(self, client_key, timestamp, nonce, request, request_token=None, access_token=None):
        if abs(time.time() - int(timestamp)) > self.timestamp_lifetime or (timestamp, nonce) in nonces:
            return False
        nonces.add((timestamp, nonce))
        return True

    def validate_client_key(self, client_key, request):
        return client_key in CLIENTS

    def get_client_secret(self, client_key, request):
        return CLIENTS.get(client_key, "dummy")

    def validate_redirect_uri(self, client_key, redirect_uri, request):
        return redirect_uri == "oob" or redirect_uri.startswith("http://127.0.0.1:")

    def get_default_realms(self, client_key, request):
        return []

    def get_realms(self, token, request):
        return []

    def validate_requested_realms(self, client_key, realms, request):
        return True

    def validate_realms(self, client_key, token, request, uri=None, realms=None):
        return True

    def save_request_token(self, token, request):
        requests[token["oauth_token"]] = {"secret": token["oauth_token_secret"], "redirect": request.redirect_uri}

    def validate_request_token(self, client_key, token, request):
        return token in requests

    verify_request_token = lambda self, token, request: token in requests

    def get_request_token_secret(self, client_key, token, request):
        return requests.get(token, {}).get("secret", "dummy")

    def get_redirect_uri(self, token, request):
        return requests[token]["redirect"]

    def save_verifier(self, token, verifier, request):
        requests[token]["verifier"] = verifier["oauth_verifier"]

    def validate_verifier(self, client_key, token, verifier, request):
        return requests.get(token, {}).get("verifier") == verifier

    def invalidate_request_token(self, client_key, request_token, request):
        requests.pop(request_token)

    def save_access_token(self, token, request):
        tokens[token["oauth_token"]] = token["oauth_token_secret"]

    def validate_access_token(self, client_key, token, request):
        return token in tokens

    def get_access_token_secret(self, client_key, token, request):
        return tokens.get(token, "dummy")


validator = Validator()
provider, resource = WebApplicationServer(validator), ResourceEndpoint(validator)


class Handler(http.server.BaseHTTPRequestHandler):
    def handle_all(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        uri = f"http://{self.headers['Host']}{self.path}"
        path = urllib.parse.urlsplit(self.path).path
        args = uri, self.command, body, dict(self.headers)
        if path == "/log":
            return self.answer(200, {"Content-Type": "application/json"}, json.dumps(log))
        if path == "/request":
            return self.done("request", *self.split(provider.create_request_token_response(*args)))
        if path == "/authorize":
            headers, text, status = provider.create_authorization_response(*args, realms=[])
            if text and status == 200:  # oob: the verifier alone
                text = urllib.parse.parse_qs(text)["oauth_verifier"][0]
            return self.done("authorize", status, headers, text)
        if path == "/token":
            return self.done("token", *self.split(provider.create_access_token_response(*args)))
        good, request = resource.validate_protected_resource_request(*args)
        log.append(f"{self.command} {path} {'good' if good else 'bad'} {request and request.signature_method}")
        self.answer(200 if good else 401, {"Content-Type": "application/json"}, json.dumps({"signed": good}))

    do_GET = do_POST = do_PUT = do_DELETE = handle_all

    @staticmethod
    def split(response):
        headers, text, status = response
        return status, headers, text

    def done(self, what, status, headers, text):
        log.append(f"{what} {status}")
        self.answer(status, headers or {}, text or "")

    def answer(self, status, headers, text):
        data = text.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"listening http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
