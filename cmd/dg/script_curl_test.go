package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// fakeCurl is the command curl of the transcripts: it keeps its command line and its
// input as $CURL_SEEN.argv and .config, and sends the request that these describe.
func fakeCurl() {
	config, err := io.ReadAll(os.Stdin)
	seen := os.Getenv("CURL_SEEN")
	if err == nil {
		err = os.WriteFile(seen+".argv", []byte(strings.Join(os.Args[1:], "\n")+"\n"), 0o600)
	}
	if err == nil {
		err = os.WriteFile(seen+".config", config, 0o600)
	}
	if err == nil {
		err = os.WriteFile(seen+".environ", []byte(strings.Join(os.Environ(), "\n")+"\n"), 0o600)
	}
	if code, set := os.LookupEnv("CURL_EXIT"); err == nil && set {
		n, _ := strconv.Atoi(code)
		os.Exit(n)
	}
	if err == nil {
		err = sendConfigured(string(config))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(7)
	}
}

func sendConfigured(config string) error {
	method, address, body := "GET", "", ""
	header := http.Header{}
	for line := range strings.Lines(config) {
		name, quoted, _ := strings.Cut(strings.TrimSpace(line), " = ")
		value, _ := strconv.Unquote(quoted)
		switch name {
		case "url":
			address = value
		case "header":
			key, text, _ := strings.Cut(value, ": ")
			header.Set(key, text)
		case "data-raw":
			method, body = "POST", value
			header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
	}
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	fmt.Printf("%d %s ", resp.StatusCode, method)
	_, err = io.Copy(os.Stdout, resp.Body)
	return err
}
