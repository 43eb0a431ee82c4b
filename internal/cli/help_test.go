package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestEveryHelpTextHasAnExampleThatNamesItsCommand(t *testing.T) {
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		if !strings.Contains(cmd.Example, strings.TrimPrefix(cmd.CommandPath(), "tpdesk ")) {
			t.Errorf("%s: the example is %q", cmd.CommandPath(), cmd.Example)
		}
		for _, below := range cmd.Commands() {
			look(below)
		}
	}
	look((&App{}).root())
}
