//go:build !unix

package boltstore

import "io/fs"

// tighten does nothing: the user's profile folder is private by its access list.
func tighten(string, fs.FileInfo) error { return nil }

// Exposed is empty, for the same reason.
func (s *Store) Exposed() ([]Exposed, error) { return nil, nil }

// syncDir does nothing: folders cannot be synced here.
func syncDir(string) error { return nil }
