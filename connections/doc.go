// Package connections keeps accounts at web services and puts their credentials
// on requests.
//
// Three objects stand apart, because reconnecting replaces only the last:
//
//   - a [Service] is how one provider authenticates (see package provider),
//   - a [Connection] is a named use of a service; scripts know only its link name,
//   - an [Authorization] holds the credentials of one account, for one user and
//     environment.
//
// A [Manager] ties them together. Its methods Authorize, Rejected and BaseURL are
// what a runtime needs for a call; Login, Logout, List, Probe and Token are what a
// command line needs. It stands on two interfaces, so that neither the store nor
// the provider is fixed:
//
//   - [Store] keeps the records; package boltstore is the one on a bbolt file,
//     sealed with a key that package seal finds,
//   - [Refresher] and [Flow] get tokens; package oauthflow has them for OAuth 2 and 1.0a.
//
// Wiring them, as a command does once per run:
//
//	client := &oauthflow.Client{}
//	store := boltstore.New(boltstore.Options{
//		Dir:  configDir,
//		Keys: seal.Keys{Getenv: os.Getenv, Keyring: seal.SystemKeyring{}},
//		Log:  log,
//	})
//	manager := connections.NewManager(connections.Options{
//		Store: store, Refresher: client, Getenv: os.Getenv,
//		User: user, Environment: env, HTTP: httpClient, Log: log,
//	})
//
// Nothing is opened by this; the file is opened for each operation and closed
// again. Before the program exits, Manager.Wait lets a refresh that was cancelled
// half-way come to its end. A first login:
//
//	manager.AddConnection(ctx, &connections.Connection{Link: "zoho_books", Service: "zoho", Region: "eu",
//		Client: connections.Client{ID: id, Secret: secret}})
//	result, err := manager.Login(ctx, "zoho_books", &oauthflow.Code{Client: client, Notify: show, Open: browser.OpenURL})
//
// What a provider says beside the tokens (api_domain, realmId, shop, instance_url …)
// becomes variables of the connection. They fill {name} in a service's test URL and
// in its base URLs of products, and ${name} in the URLs of connector APIs where the
// script gives no value of that name; Manager.Variable reads one. The result is held
// against the host list each time, so that an answer cannot lead elsewhere. The URL
// of an invokeUrl task is taken as the script writes it: braces are legal there.
//
// Package connectiontest is a provider in the same process, for tests and for
// trying all this without an account anywhere.
package connections
