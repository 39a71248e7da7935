package provider

import (
	"fmt"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/endpoints"
)

// known finds URLs that golang.org/x/oauth2 keeps, by the name it has for them.
// The package fixes no auth style, which would mean a second request after every
// failure, so only its URLs are taken.
func known(name string) (e oauth2.Endpoint, ok bool) {
	e, ok = map[string]oauth2.Endpoint{
		"Amazon": endpoints.Amazon, "Asana": endpoints.Asana, "Bitbucket": endpoints.Bitbucket, "Discord": endpoints.Discord,
		"Dropbox": endpoints.Dropbox, "Endpoint": endpoints.Endpoint /* eBay */, "Facebook": endpoints.Facebook, "Fitbit": endpoints.Fitbit,
		"GitHub": endpoints.GitHub, "GitLab": endpoints.GitLab, "Google": endpoints.Google, "Heroku": endpoints.Heroku,
		"Instagram": endpoints.Instagram, "LinkedIn": endpoints.LinkedIn, "Mailchimp": endpoints.Mailchimp, "Patreon": endpoints.Patreon,
		"Pinterest": endpoints.Pinterest, "Pipedrive": endpoints.Pipedrive, "Slack": endpoints.Slack, "Spotify": endpoints.Spotify,
		"Strava": endpoints.Strava, "Twitch": endpoints.Twitch, "X": endpoints.X, "Yahoo": endpoints.Yahoo, "Yandex": endpoints.Yandex,
		"Zoom": endpoints.Zoom,
	}[name]
	return e, ok
}

// place stands for a variable in the functions of that package, which escape braces.
const place = "placeholder"

// endpointOf returns the URLs of a name, with variables where the package has
// parameters.
func endpointOf(name string) (e oauth2.Endpoint, ok bool) {
	variable := ""
	switch name {
	case "AzureAD":
		e, variable = endpoints.AzureAD(place), "{tenant}"
	case "Shopify":
		e, variable = endpoints.Shopify(place+".myshopify.com"), "{shop}"
	case "AWSCognito":
		e, variable = endpoints.AWSCognito("https://"+place), "{domain}"
	default:
		return known(name)
	}
	for _, u := range []*string{&e.AuthURL, &e.TokenURL, &e.DeviceAuthURL} {
		*u = strings.Replace(*u, place, variable, 1)
	}
	return e, true
}

// fillEndpoint takes the URLs that the description leaves open from x/oauth2.
func (s *Service) fillEndpoint() error {
	if s.Endpoint == "" {
		return nil
	}
	e, ok := endpointOf(s.Endpoint)
	if !ok {
		return fmt.Errorf("service %q: endpoint: %q is not known", s.ID, s.Endpoint)
	}
	for _, f := range []struct {
		field *string
		from  string
	}{{&s.AuthorizeURL, e.AuthURL}, {&s.TokenURL, e.TokenURL}, {&s.DeviceURL, e.DeviceAuthURL}} {
		if *f.field == "" {
			*f.field = f.from
		}
	}
	s.Endpoint = ""
	return nil
}
