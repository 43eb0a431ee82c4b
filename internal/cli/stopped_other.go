//go:build !unix

package cli

// stopsBetweenWrites does nothing where no key stops a process.
func stopsBetweenWrites(...stiller) closer { return func() {} }
