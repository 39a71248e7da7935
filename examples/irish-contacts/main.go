// Command irish-contacts shows a rule, a script and a connector at work: a contact
// from Ireland is created, the rule fires, its script calls a connector, and the
// contact arrives at a service that asks for OAuth 2. The service is a stand-in on
// this machine; nothing leaves it.
package main

import (
	"context"
	"embed"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/dg-lang/dg/connections"
	"github.com/dg-lang/dg/connections/boltstore"
	"github.com/dg-lang/dg/connections/connectiontest"
	"github.com/dg-lang/dg/connections/oauthflow"
	"github.com/dg-lang/dg/connections/seal"
)

//go:embed rules.yaml functions connectors
var project embed.FS

// real is the service that the connector is written for.
const real = "https://www.google.com"

func main() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "irish-contacts")
	if err == nil {
		err = run(ctx, dir, os.Stdout)
		os.RemoveAll(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// run does all of it in the folder dir and tells about it on out.
func run(ctx context.Context, dir string, out io.Writer) error {
	feed := &feed{out: out}
	service, err := connectiontest.Start(connectiontest.Config{API: feed})
	if err != nil {
		return err
	}
	defer service.Close()
	fmt.Fprintf(out, "# A stand-in for %s listens at %s\n", real, service.URL())
	if err := unpack(dir, service.URL()); err != nil {
		return err
	}
	env := append(os.Environ(), "DG_CONFIG_DIR="+filepath.Join(dir, "config"), "NO_COLOR=1")
	if err := connect(ctx, dir, service); err != nil {
		return err
	}
	fmt.Fprintf(out, "# The connection \"googledrive\" is authorized\n")
	dg := filepath.Join(dir, "dg.exe")
	if b, err := exec.CommandContext(ctx, "go", "build", "-o", dg, "github.com/dg-lang/dg/cmd/dg").CombinedOutput(); err != nil {
		return fmt.Errorf("building dg: %w\n%s", err, b)
	}
	for _, contact := range [][]string{
		{"First_Name=Ines", "Last_Name=O'Brien & <Sons>", "Email=ines@example.test", "Mobile=+353 1 555 0101", "Mailing_Country=Ireland"},
		{"First_Name=Tomas", "Last_Name=Vane", "Email=tomas@example.test", "Mobile=+351 55 501 02", "Mailing_Country=Portugal"},
	} {
		args := append([]string{"workflow", "fire", "Contacts.create"}, contact...)
		fmt.Fprintf(out, "\n$ dg %s --explain\n", strings.Join(quoted(args), " "))
		cmd := exec.CommandContext(ctx, dg, append(args, "--explain")...)
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, out, out
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("dg: %w", err)
		}
	}
	return nil
}

// quoted puts quotes around the words that a shell would take apart.
func quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		if out[i] = w; strings.ContainsAny(w, " '&<>") {
			out[i] = `"` + w + `"`
		}
	}
	return out
}

// unpack writes the project to dir, with the stand-in in the place of the service.
func unpack(dir, base string) error {
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	stand := strings.NewReplacer(real, base, strings.TrimPrefix(real, "https://"), `"`+u.Host+`"`)
	return fs.WalkDir(project, ".", func(path string, d fs.DirEntry, err error) error {
		target := filepath.Join(dir, filepath.FromSlash(path))
		if err != nil || d.IsDir() {
			return errorOr(err, func() error { return os.MkdirAll(target, 0o700) })
		}
		text, err := project.ReadFile(path)
		return errorOr(err, func() error { return os.WriteFile(target, []byte(stand.Replace(string(text))), 0o600) })
	})
}

func errorOr(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// connect stores the service and the connection and logs in, as dg services add,
// dg connections add and a person in a browser would.
func connect(ctx context.Context, dir string, server *connectiontest.Server) error {
	store := boltstore.New(boltstore.Options{Dir: filepath.Join(dir, "config"), Keys: seal.Keys{Getenv: os.Getenv}})
	id, secret := server.Client()
	service := connections.Service{Spec: server.Service("standin"), Client: connections.Client{ID: id, Secret: secret}}
	if err := store.PutService(ctx, &service); err != nil {
		return err
	}
	link := connections.Connection{Link: "googledrive", Service: "standin", Scopes: []string{"contacts"}}
	if err := store.PutConnection(ctx, &link); err != nil {
		return err
	}
	client := &oauthflow.Client{}
	manager := connections.NewManager(connections.Options{Store: store, Refresher: client, User: func() string { return "demo" }})
	_, err := manager.Login(ctx, "googledrive", &oauthflow.Code{Client: client, Redirect: "http://127.0.0.1:0/callback",
		Notify: func(oauthflow.Waiting) {}, Open: visit})
	return err
}

// visit opens the address of the login, which the stand-in approves at once.
func visit(address string) error {
	resp, err := http.Get(address)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// feed is the contacts API of the stand-in. It is reached only with a valid token.
type feed struct {
	out   io.Writer
	names []string // family names that arrived
}

type entry struct {
	XMLName xml.Name `xml:"entry"`
	Given   string   `xml:"name>givenName"`
	Family  string   `xml:"name>familyName"`
}

func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var e entry
	err := xml.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&e)
	if err != nil || r.Method != http.MethodPost {
		http.Error(w, "not an entry", http.StatusBadRequest)
		return
	}
	f.names = append(f.names, e.Family)
	fmt.Fprintf(f.out, "> %s %s arrived with a token: %s, %s\n", r.Method, r.URL.Path, e.Family, e.Given)
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, "<id>c%d</id>", len(f.names))
}
