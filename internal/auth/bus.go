package auth

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// findBus makes sure, on systems whose keyring is on D-Bus, that there is a session bus before the keyring is touched: without one the D-Bus library starts a
// daemon for each run and leaves it behind (libraries C). It looks only at DBUS_SESSION_BUS_ADDRESS and at the socket
// in XDG_RUNTIME_DIR; a socket found there is written to the process's environment, where the library looks for it.
func findBus(system string, env func(string) (string, bool)) error {
	if system == "darwin" || system == "windows" {
		return nil
	}
	if env == nil {
		env = os.LookupEnv
	}
	address, _ := env("DBUS_SESSION_BUS_ADDRESS")
	if address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return nil
	}
	folder, _ := env("XDG_RUNTIME_DIR")
	if path := filepath.Join(folder, "bus"); folder != "" && isSocket(path) && !strings.ContainsAny(path, ",;%") {
		return os.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	}
	return errors.New("there is no session bus (DBUS_SESSION_BUS_ADDRESS is not set)")
}

func isSocket(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Type() == fs.ModeSocket
}
