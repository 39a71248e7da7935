// Package boltstore keeps connections in one bbolt file, sealed.
//
// The file is opened for each operation and closed again, because bbolt locks it
// as a whole and others wait meanwhile; a busy file is tried again every
// millisecond or two for two seconds. Names stand in plain text as bucket keys; every
// record is sealed and bound to its place.
//
// Beside connections.db lie "key" (unless the key is elsewhere), "locks" with one
// lock file per authorization, and "pending-…" files: sealed authorizations that
// were received but not written yet.
package boltstore
