//go:build unix

package cli_test

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// nobody is the user and group that a program under test takes on where the tests run as root, to whom no file is closed.
const nobody = 65534

// cripple lets no file of this process grow beyond TPDESK_TEST_FULL bytes, which is how a full disk is told apart from one
// that is not, and makes it an ordinary user where TPDESK_TEST_NOBODY is set.
func cripple() {
	if most, err := strconv.ParseUint(os.Getenv("TPDESK_TEST_FULL"), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ)
		check(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: most}))
	}
	if os.Getenv("TPDESK_TEST_NOBODY") != "" && os.Getuid() == 0 {
		check(syscall.Setgid(nobody))
		check(syscall.Setuid(nobody))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
