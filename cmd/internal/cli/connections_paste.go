package cli

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dg-lang/dg/connections/oauthflow"
)

// waiting goes on after show with reading the terminal: a browser on another machine
// ends at an address that does not exist there, and a person can paste it here.
func (l *loginOptions) waiting(ctx context.Context, show func(oauthflow.Waiting)) func(oauthflow.Waiting) {
	if !l.app.io.CanAsk() {
		return show
	}
	return func(w oauthflow.Waiting) {
		show(w)
		go l.pasteInstead(ctx, w)
	}
}

// pasteInstead takes lines until one is an answer. It ends with the command: a read
// of a terminal cannot be called back.
func (l *loginOptions) pasteInstead(ctx context.Context, w oauthflow.Waiting) {
	for {
		text, err := l.app.io.Line(ctx)
		if err != nil {
			return
		}
		switch text = strings.TrimSpace(text); text {
		case "":
		case "p", "P":
			l.app.say("Paste the address that the browser ended at, or the code in it:")
		default:
			if err := handOver(ctx, w, text); err == nil {
				return
			} else if ctx.Err() == nil {
				l.app.mind("%v", err)
			}
		}
	}
}

// handTime bounds the request to the listener of this process.
const handTime = 5 * time.Second

// handOver gives a pasted answer to the listener, as the browser would have. The
// listener decides whether it belongs to this login.
func handOver(ctx context.Context, w oauthflow.Waiting, text string) error {
	query := text
	if _, q, whole := strings.Cut(text, "?"); whole {
		query, _, _ = strings.Cut(q, "#")
	} else if !strings.ContainsAny(text, "&=") {
		asked, err := url.Parse(w.URL)
		if err != nil {
			return err
		}
		answer := url.Values{"code": {text}, "state": {asked.Query().Get("state")}}
		if token := asked.Query().Get("oauth_token"); token != "" { // OAuth 1
			answer = url.Values{"oauth_verifier": {text}, "oauth_token": {token}}
		}
		query = answer.Encode()
	}
	ctx, cancel := context.WithTimeout(ctx, handTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.Redirect+"?"+query, nil)
	if err != nil {
		return errors.New("that is neither an address nor a code")
	}
	client := &http.Client{Transport: &http.Transport{}} // no proxy: it stays in this process
	resp, err := client.Do(req)
	if err != nil {
		return errors.New("the pasted answer could not be handed over")
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode >= 400 {
		return errors.New("that is not the answer to this login; paste the address that its page ended at")
	}
	return nil
}
